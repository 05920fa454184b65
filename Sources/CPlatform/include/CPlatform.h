// A few calls of Linux that Swift's Glibc module lacks or gets wrong. Nothing here keeps state.
// Unless said otherwise a function returns 0 on success and the value of errno on failure. Users and processes are as in Linux's
// uid_t and pid_t.
#ifndef TACET_CPLATFORM_H
#define TACET_CPLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
// Nothing of the system's beyond these: types of sys/types.h would belong to this module where a program is built whole.

// Process

// Forbids core dumps and tracing by others of the same user (PR_SET_DUMPABLE 0, RLIMIT_CORE 0): a dump would hold
// unlocked keys.
int platform_forbid_core_dumps(void);

// Sets SIGSEGV, SIGILL, SIGBUS, SIGFPE, SIGTRAP, SIGABRT and SIGSYS back to their default: the Swift runtime's crash
// report prints registers and memory, and with them keys and notes.
int platform_restore_fatal_signals(void);

// Occupies descriptors 0, 1 and 2 where they are closed, so that no file or socket opened later gets such a number and is written
// to as output. What is opened there can be neither read nor written: both fail with EBADF, as on a closed one.
int platform_occupy_standard_descriptors(void);

// Files

// Where the files of a path live.
typedef enum platform_storage {
    platform_storage_local,    // a disk of this machine, as far as the kernel can tell
    platform_storage_memory,   // tmpfs or ramfs: gone at power-off (tmpfs may still be swapped out)
    platform_storage_network,  // NFS, SMB, AFS, Ceph, 9p …: file locks and syncs cannot be trusted
    platform_storage_user,     // FUSE: may be a network drive (sshfs) or local; nobody can tell
} platform_storage;

// Finds out what kind of file system holds `path`, which must exist.
int platform_storage_of(const char *path, platform_storage *storage);

// Makes the names inside a directory durable: after creating or renaming a file, its entry is not on disk before.
int platform_sync_directory(const char *path);

// Takes the whole-file lock of an open file without waiting; EWOULDBLOCK when another process holds it.
// It belongs to the open file, is shared by fork, and goes with the last copy of the descriptor.
int platform_try_lock(int descriptor, bool exclusive);

// Gives the lock back before the descriptor is closed.
int platform_unlock(int descriptor);

// Sockets

// The user at the other end of a connected Unix socket (SO_PEERCRED), as the kernel saw it at connect time.
int platform_peer_user(int descriptor, uint32_t *user);

// The same with the process; of a listener it is the one that called listen().
int platform_peer(int descriptor, uint32_t *user, int32_t *process);

// A Unix socket `name` in an open folder, for its owner alone, which does not block. The name must be free. Needs /proc.
int platform_socket_listen(int folder, const char *name, int *descriptor);

// Connects to such a socket. Every wait on it, now and later, ends after so many milliseconds with EAGAIN.
int platform_socket_connect(int folder, const char *name, int milliseconds, int *descriptor);

// Takes the next connection of a listener, which does not block either.
int platform_socket_accept(int listener, int *descriptor);

// Sends two pieces as one, so that the other side wakes once: how many bytes of both were taken, or -1 (errno). No SIGPIPE.
ptrdiff_t platform_send_both(
    int descriptor, const void *first, size_t first_count, const void *second, size_t second_count, bool waits);

// Process, continued

// A descriptor that becomes readable on SIGTERM, SIGINT or SIGHUP, which end the process no more by themselves.
int platform_signal_descriptor(int *descriptor);

// Starts this very program once more, in a session of its own, with nothing open but input and output.
int platform_start_apart(char *const arguments[], char *const environment[], int input, int output, int32_t *process);

// Starts a person's editor in this process group, so that it may read the terminal: input, output and errors are this
// process's (output the terminal itself where `terminal_output`), `kept` is its descriptor 3, nothing else is open, no
// signal is blocked, and what it makes is for its owner alone. The program is looked for in PATH.
int platform_start_editor(
    char *const arguments[], char *const environment[], int kept, bool terminal_output, int32_t *process);

// Makes this process the parent of whatever its descendants leave behind, so that it can end it.
int platform_adopt_orphans(void);

// Milliseconds since the machine started: awake, and as a whole with what it slept. Setting the clock moves neither.
int platform_clocks(int64_t *awake, int64_t *whole);

// Whether the locale that the environment names is on this machine and writes UTF-8: 1 or 0.
int platform_locale_is_utf8(void);

// Memory

// Pins everything that this process works with, heap and stack too, and keeps it out of core dumps: for a process that holds
// keys for hours, of which libraries make copies where they like. Returns 0, or the first fault; what could be is pinned.
int platform_keep_memory_in_place(void);

// The same again, for what came since.
int platform_lock_memory(void);

// Where the heap ends: while it is the same, nothing came.
void *platform_heap_end(void);

// Fresh zeroed pages for a secret: kept out of core dumps and, where the limit allows it, out of swap; NULL when there
// is no memory. `*locked` tells whether the pages are pinned. Give them back by platform_secret_unmap.
void *platform_secret_map(size_t count, bool *locked);

// Returns pages of platform_secret_map. The caller wipes them first.
void platform_secret_unmap(void *pages, size_t count);

// The offset of the first `needle` in `haystack`, or -1. An empty needle is found at 0.
ptrdiff_t platform_find(const void *haystack, size_t haystack_count, const void *needle, size_t needle_count);

#endif
