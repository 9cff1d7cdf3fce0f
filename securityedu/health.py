"""Whether this process can serve people: asked by proxies every few seconds, so it must answer soon in any case."""

from concurrent.futures import ThreadPoolExecutor

from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

PATIENCE = 3  # seconds
# One thread beside those that serve: a database that never answers holds this one up and no other.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readyz")


def what_is_wrong() -> str:
    """What keeps this process from serving, in a few words; empty if nothing does."""
    answer = _asking.submit(lambda: _database() or _cache())
    try:
        return answer.result(timeout=PATIENCE)
    except TimeoutError:
        answer.cancel()
        return "database or cache do not answer"


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        return "migrations wait" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else ""
    except Error:
        return "database away"
    finally:
        connection.close()


def _cache() -> str:
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return "cache away"
    return ""
