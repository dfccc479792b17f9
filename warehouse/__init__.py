"""The store of Polemos: one DuckDB file, its checks, its snapshot, its exports.

The doors: ``layout.Layout``, ``store.open_store`` and ``batch``, ``load.load``,
``validate.validate``, ``report.write_report``, ``publish.publish``, ``export.export``
and ``query.query``.
"""
