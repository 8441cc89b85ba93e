"""Signing in, where the settings switch it on; without them every browser has a workspace of its own."""

from __future__ import annotations

from flask import Flask

from app.settings import Settings


def install_people(server: Flask, settings: Settings) -> None:
    """Close everything but the way in to those who are not signed in; nothing where sign-in is off."""
    if not settings.users_file and not settings.oidc_issuer:
        return
    from app.people.guard import require_person
    from app.people.routes import people

    server.register_blueprint(people)
    server.before_request(require_person)
    if settings.oidc_issuer:
        from app.people.provider import install_provider

        install_provider(server, settings)
