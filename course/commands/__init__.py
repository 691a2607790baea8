"""The commands: one file each, with NAME, HELP, add_arguments and run. They may import all;
nothing imports them."""

from course.commands import beat, check, forget, migrate, run, send_test, show, status, web, worker

COMMANDS = (run, web, worker, beat, migrate, check, status, send_test, show, forget)
