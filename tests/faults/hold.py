"""A program of somebody else's that locks a library for some seconds; started by the tests beside it."""

from __future__ import annotations

import sqlite3
import sys
import time

if __name__ == "__main__":
    path, seconds, how = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    conn = sqlite3.connect(path, isolation_level=None)
    if how == "alone":  # keeps even readers out, as a program does that uses no shared memory
        conn.execute("PRAGMA locking_mode = EXCLUSIVE")
    conn.execute("BEGIN EXCLUSIVE")
    conn.execute("UPDATE meta SET value = value")
    sys.stdout.write("held\n")
    sys.stdout.flush()
    time.sleep(seconds)
    conn.execute("ROLLBACK")
    conn.close()
