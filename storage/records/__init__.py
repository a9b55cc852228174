"""Frozen values that go in and out of the store: ids, enums and aware UTC moments, never ORM rows."""
