#include "CBaseline.h"
#include "check.h"

#include <sqlite3.h>
#include <string.h>

struct baseline_database {
    sqlite3 *connection;
    sqlite3_stmt *begin, *insert, *commit, *read;
};

static void execute(sqlite3 *connection, const char *sql) {
    CHECK(sqlite3_exec(connection, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3_stmt *prepared(sqlite3 *connection, const char *sql) {
    sqlite3_stmt *statement = NULL;
    CHECK(sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK);
    return statement;
}

static void run(sqlite3_stmt *statement) {
    CHECK(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
}

baseline_database *baseline_database_open(const char *path) {
    baseline_database *database = calloc(1, sizeof *database);
    CHECK(database != NULL && sqlite3_open(path, &database->connection) == SQLITE_OK);
    // As in Sources/SQLiteStore/SQLiteStore.swift.
    execute(database->connection,
            "PRAGMA page_size = 8192; PRAGMA journal_mode = PERSIST; PRAGMA synchronous = FULL;"
            "PRAGMA secure_delete = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
            "PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 4194304;"
            "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
    database->begin = prepared(database->connection, "BEGIN IMMEDIATE");
    database->insert = prepared(database->connection, "INSERT INTO note (id, body) VALUES (?, ?)");
    database->commit = prepared(database->connection, "COMMIT");
    database->read = prepared(database->connection, "SELECT body FROM note WHERE id = ?");
    return database;
}

static void insert(baseline_database *database, int64_t id, const void *body, size_t count) {
    sqlite3_bind_int64(database->insert, 1, id);
    sqlite3_bind_blob64(database->insert, 2, body, count, SQLITE_STATIC);
    run(database->insert);
}

void baseline_database_insert(baseline_database *database, int64_t id, const void *body, size_t count) {
    run(database->begin);
    insert(database, id, body, count);
    run(database->commit);
}

void baseline_database_fill(baseline_database *database, int64_t rows, const void *body, size_t count) {
    run(database->begin);
    for (int64_t id = 1; id <= rows; id++) insert(database, id, body, count);
    run(database->commit);
}

size_t baseline_database_read(baseline_database *database, int64_t id, void *body, size_t capacity) {
    sqlite3_bind_int64(database->read, 1, id);
    CHECK(sqlite3_step(database->read) == SQLITE_ROW);
    size_t count = (size_t)sqlite3_column_bytes(database->read, 0);
    CHECK(count <= capacity);
    memcpy(body, sqlite3_column_blob(database->read, 0), count);
    sqlite3_reset(database->read);
    return count;
}

void baseline_database_scan(baseline_database *database, void *context, void (*visit)(void *, const void *, size_t)) {
    sqlite3_stmt *statement = prepared(database->connection, "SELECT id, body FROM note");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        visit(context, sqlite3_column_blob(statement, 1), (size_t)sqlite3_column_bytes(statement, 1));
    }
    sqlite3_finalize(statement);
}

void baseline_database_close(baseline_database *database) {
    sqlite3_finalize(database->begin);
    sqlite3_finalize(database->insert);
    sqlite3_finalize(database->commit);
    sqlite3_finalize(database->read);
    sqlite3_close(database->connection);
    free(database);
}

// Reads every column, so that SQLite has to fetch overflow pages too.
static size_t scan(sqlite3 *connection, const char *sql) {
    size_t bytes = 0;
    sqlite3_stmt *statement = prepared(connection, sql);
    int columns = sqlite3_column_count(statement);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int column = 0; column < columns; column++) {
            const void *value = sqlite3_column_blob(statement, column);
            if (value != NULL) bytes += (size_t)sqlite3_column_bytes(statement, column);
        }
    }
    sqlite3_finalize(statement);
    return bytes;
}

static sqlite3 *practice(const char *path) {
    sqlite3 *connection = NULL;
    CHECK(sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    return connection;
}

size_t baseline_practice_scan(const char *path) {
    sqlite3 *connection = practice(path);
    size_t bytes = scan(connection, "SELECT place, actor, leaf, side FROM entry ORDER BY place")
        + scan(connection, "SELECT class, key, scope, target, version, body FROM row")
        + scan(connection, "SELECT level, place, hash FROM node");
    sqlite3_close(connection);
    return bytes;
}

size_t baseline_practice_signatures(const char *path) {
    sqlite3 *connection = practice(path);
    // Statements, generations, grants, shares, assignments, deposits and stale marks are signed in clear; records within.
    sqlite3_stmt *statement = prepared(
        connection, "SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM row WHERE class IN (1, 2, 3, 4, 5, 7, 9))");
    CHECK(sqlite3_step(statement) == SQLITE_ROW);
    size_t count = (size_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(connection);
    return count;
}
