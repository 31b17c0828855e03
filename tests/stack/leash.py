"""`python -m tests.stack.leash MODULE ARGUMENT...`: run a module that dies with the test run, even a killed one."""

import os
import sys

from coalition.config.lifeline import follow_parent

if __name__ == "__main__":
    follow_parent(int(os.environ.pop("LEASH")))
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])  # what the kernel was asked survives exec
