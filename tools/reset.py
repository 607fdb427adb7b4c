"""`make reset`: forget all data, after asking."""

from __future__ import annotations

import shutil
import sys

from tools.machine import running_server, var


def main() -> None:
    """Ask, then delete the data folder."""
    folder = var().resolve()
    if not folder.exists():
        sys.exit(f"There is no data in {folder}.")
    if running_server():
        sys.exit("Bansou is running on this data; stop it first (Ctrl-C where it runs).")
    print(f"This deletes everything in {folder}: database, pictures, mails, index.")
    try:
        answer = input("Type yes to go on: ")
    except EOFError:
        answer = ""
    if answer.strip().lower() != "yes":
        sys.exit("Nothing was deleted.")
    shutil.rmtree(folder)
    print("Forgotten. The next make run starts anew.")


if __name__ == "__main__":
    main()
