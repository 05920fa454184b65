// What each row of the table is held against: the same work in C, by the library calls alone. Nothing here is careful about
// secrets or errors beyond stopping: it is the least that the work can cost, not a program.
#ifndef TACET_CBASELINE_H
#define TACET_CBASELINE_H

#include <stddef.h>
#include <stdint.h>

// One record of the given size, sealed and opened with contexts made once: the EVP calls that the record format asks for.
typedef struct baseline_record baseline_record;
baseline_record *baseline_record_new(size_t body);
void baseline_record_seal(baseline_record *record);
void baseline_record_open(baseline_record *record);
void baseline_record_free(baseline_record *record);

// A plain database in a file of its own, with the pragmas of a practice file.
typedef struct baseline_database baseline_database;
baseline_database *baseline_database_open(const char *path);
// One row in a durable transaction.
void baseline_database_insert(baseline_database *database, int64_t id, const void *body, size_t count);
// Many rows in one transaction.
void baseline_database_fill(baseline_database *database, int64_t rows, const void *body, size_t count);
// Copies the row's body out; returns its length.
size_t baseline_database_read(baseline_database *database, int64_t id, void *body, size_t capacity);
// Visits every body and calls back with it.
void baseline_database_scan(baseline_database *database, void *context, void (*visit)(void *, const void *, size_t));
void baseline_database_close(baseline_database *database);

// Reads every column of every row of a practice file; returns the number of bytes.
size_t baseline_practice_scan(const char *path);
// How many signatures deep verification of a practice file checks.
size_t baseline_practice_signatures(const char *path);

// Checks `count` Ed25519 signatures over messages of `size` bytes on so many threads.
void baseline_verify_signatures(size_t count, size_t size, size_t threads);

// scrypt with r = 8, p = 1.
void baseline_scrypt(int log2_n);

// Starts a program with its output thrown away and waits for its end; returns its exit status.
int baseline_run(const char *const *arguments, const char *input, const char *output);

#endif
