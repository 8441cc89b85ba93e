"""Many people on a real server: what a browser sends is recorded once, and sent again by locust for everybody."""
