"""The commands: one file each, with NAME, HELP, add_arguments and run. They may import all;
nothing imports them."""

from course.commands import (
    beat,
    check,
    forget,
    inbound,
    migrate,
    receive,
    run,
    send_test,
    show,
    stats,
    status,
    web,
    worker,
)

COMMANDS = (run, web, worker, beat, inbound, migrate, check, receive, status, stats, send_test, show, forget)
