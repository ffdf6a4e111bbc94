"""Why a command wrote no file: apart from what makes files, which other commands need not load."""


class CommandError(Exception):
    """Why there is no file, in a sentence for whoever asked for it."""
