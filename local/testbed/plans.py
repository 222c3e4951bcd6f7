"""Other plans for a test: versions are immutable, so a change is a new one."""

from typing import Any

import psycopg
from psycopg import sql


def change_plans(connection: psycopg.Connection[Any], **changes: object) -> None:
    """Gives every plan a new version with these columns changed, and every account the newest."""
    kept = connection.execute(
        "select column_name::text from information_schema.columns "
        "where table_schema = 'catalog' and table_name = 'plan_versions' "
        "and column_name <> all(%s)",
        [["id", "effective_at", *changes]],
    ).fetchall()
    columns = [row[0] for row in kept]
    connection.execute(
        sql.SQL(
            "insert into catalog.plan_versions (effective_at, {names}) "
            "select distinct on (plan_id) clock_timestamp(), {values} "
            "from catalog.plan_versions order by plan_id, effective_at desc"
        ).format(
            names=sql.SQL(", ").join(map(sql.Identifier, [*columns, *changes])),
            values=sql.SQL(", ").join(
                [*map(sql.Identifier, columns), *map(sql.Literal, changes.values())]
            ),
        )
    )
    connection.execute(
        "update access.account_plans as a set plan_version_id = ("
        "select newest.id from catalog.plan_versions as newest "
        "join catalog.plan_versions as mine on mine.plan_id = newest.plan_id "
        "where mine.id = a.plan_version_id order by newest.effective_at desc limit 1)"
    )
