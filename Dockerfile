# The application alone; compose.yaml puts PostgreSQL, Redis and a worker beside it.
FROM python:3.11-slim

WORKDIR /srv/tessera
COPY requirements.txt .
RUN python -m pip install --no-cache-dir --require-hashes -r requirements.txt

COPY app app
COPY assets assets
COPY engine engine
COPY pages pages
COPY gunicorn.conf.py LICENSE ./

# Tables, results and, without DATABASE_URL, the database: the one folder to keep, shared by web and worker.
ENV DATA_DIR=/data HOST=0.0.0.0 PYTHONUNBUFFERED=1
RUN useradd --system --home-dir /data tessera && mkdir /data && chown tessera /data && chmod 700 /data
USER tessera
VOLUME /data
EXPOSE 8050
HEALTHCHECK --start-period=20s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8050/health')"]
CMD ["gunicorn", "app:server"]
