"""Which exceptions are messages for the user: these end in a line, not a traceback."""

from __future__ import annotations

import sys

MESSAGES = (
    ("benchmarks.quality.reading", "GoldError"),
    ("benchmarks.quality.registry", "UnknownSetError"),
    ("concurrent.futures.process", "BrokenProcessPool"),
    ("flows.server", "ServerError"),
    ("flows.service.lock", "BusyError"),
    ("schemas.crosswalks", "CrosswalkError"),
    ("schemas.ontology", "OntologyError"),
    ("transforms.corrections.errors", "CorrectionError"),
    ("schemas.sources", "SourcesFileError"),
    ("transforms.lexicon", "LexiconError"),
    ("transforms.parse", "ModelError"),
    ("warehouse.backup", "BackupError"),
    ("warehouse.checker", "CheckerError"),
    ("warehouse.inbox.bodies", "InboxError"),
    ("warehouse.load", "LoadError"),
    ("warehouse.query", "QueryError"),
    ("warehouse.release.version", "ReleaseError"),
    ("warehouse.store", "StoreError"),
    ("warehouse.upgrade", "UpgradeError"),
    ("warehouse.validate", "ValidationFailed"),
)


def messages() -> tuple[type[Exception], ...]:
    """The exceptions named above whose modules this process has imported."""
    found = (getattr(sys.modules.get(module), name, None) for module, name in MESSAGES)
    return (OSError, *(kind for kind in found if kind is not None))


def told(error: Exception) -> str:
    """The message for the user, with what to do where the error does not say."""
    if type(error).__name__ == "BrokenProcessPool":
        return (
            "a process that reads articles was killed, most likely for want of "
            "memory: try again with --workers 1"
        )
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def forget(error: BaseException) -> None:
    """Let go of the frames an error holds, and of the connections open in them.

    DuckDB complains in fifty lines about a connection that is alive when Python ends.
    """
    seen: BaseException | None = error
    while seen is not None:
        seen.__traceback__ = None
        seen = seen.__cause__ or seen.__context__
