"""The site alone; workers are elsewhere."""

from __future__ import annotations

import argparse

from course.commands.serving import add_address, at_port, listen, serve
from course.settings import load_settings
from course.site import open_site
from web.app import create_app

NAME = "web"
HELP = "Run the site alone."

add_arguments = add_address


def run(args: argparse.Namespace) -> None:
    settings = at_port(load_settings(), args.port)
    serve(create_app(open_site(settings)), listen(args.host, args.port))
