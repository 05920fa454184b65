#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

int platform_forbid_core_dumps(void) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return errno;
    }
    return 0;
}

int platform_restore_fatal_signals(void) {
    static const int fatal[] = {SIGSEGV, SIGILL, SIGBUS, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
        struct sigaction action = {.sa_handler = SIG_DFL};
        sigemptyset(&action.sa_mask);
        if (sigaction(fatal[i], &action, NULL) != 0) {
            return errno;
        }
    }
    return 0;
}

int platform_occupy_standard_descriptors(void) {
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) {
            continue;
        }
        // A path alone (O_PATH), which exists everywhere. The lowest free number is the one wanted: those below are taken by now.
        const int made = open("/", O_PATH);
        if (made < 0) {
            return errno;
        }
        if (made != descriptor) {
            close(made);
            return EBUSY;
        }
    }
    return 0;
}

// The magic numbers stand in statfs(2) and linux/magic.h; some are missing from the headers of older systems.
static platform_storage storage_of_type(uint32_t type) {
    switch (type) {
    case 0x01021994:  // TMPFS_MAGIC
    case 0x858458f6:  // RAMFS_MAGIC
        return platform_storage_memory;
    case 0x6969:      // NFS_SUPER_MAGIC
    case 0x517b:      // SMB_SUPER_MAGIC
    case 0xff534d42:  // CIFS_SUPER_MAGIC
    case 0xfe534d42:  // SMB2_SUPER_MAGIC
    case 0x01021997:  // V9FS_MAGIC
    case 0x564c:      // NCP_SUPER_MAGIC
    case 0x73757245:  // CODA_SUPER_MAGIC
    case 0x5346414f:  // AFS_SUPER_MAGIC
    case 0x6b414653:  // AFS_FS_MAGIC
    case 0x00c36400:  // CEPH_SUPER_MAGIC
    case 0x0bd00bd0:  // Lustre
    case 0x01161970:  // GFS2_MAGIC: shared by a cluster
    case 0x7461636f:  // OCFS2_SUPER_MAGIC: shared by a cluster
    case 0x786f4256:  // VBOXSF_SUPER_MAGIC: the host's folder
        return platform_storage_network;
    case 0x65735546:  // FUSE_SUPER_MAGIC
        return platform_storage_user;
    default:
        return platform_storage_local;
    }
}

int platform_storage_of(const char *path, platform_storage *storage) {
    struct statfs found;
    int outcome;
    do {
        outcome = statfs(path, &found);
    } while (outcome != 0 && errno == EINTR);
    if (outcome != 0) {
        return errno;
    }
    *storage = storage_of_type((uint32_t)found.f_type);
    return 0;
}

int platform_sync_directory(const char *path) {
    const int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        return errno;
    }
    // A failed fsync is reported, never tried again: the kernel may have dropped the dirty pages already.
    const int fault = fsync(directory) == 0 ? 0 : errno;
    close(directory);
    return fault;
}

static int lock_by(int descriptor, int operation) {
    int outcome;
    do {
        outcome = flock(descriptor, operation);
    } while (outcome != 0 && errno == EINTR);
    return outcome == 0 ? 0 : errno;
}

int platform_try_lock(int descriptor, bool exclusive) {
    return lock_by(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
}

int platform_unlock(int descriptor) {
    return lock_by(descriptor, LOCK_UN);
}

int platform_peer_user(int descriptor, uint32_t *user) {
    int32_t process;
    return platform_peer(descriptor, user, &process);
}

int platform_peer(int descriptor, uint32_t *user, int32_t *process) {
    struct ucred peer;
    socklen_t count = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &count) != 0) {
        return errno;
    }
    if (count != sizeof peer || peer.uid == (uid_t)-1) {
        return ENOTCONN;  // Not a Unix socket, or not connected: the kernel then gives no user.
    }
    *user = peer.uid;
    *process = peer.pid;
    return 0;
}

ptrdiff_t platform_send_both(
    int descriptor, const void *first, size_t first_count, const void *second, size_t second_count, bool waits) {
    struct iovec pieces[2] = {
        {.iov_base = (void *)first, .iov_len = first_count}, {.iov_base = (void *)second, .iov_len = second_count}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
    return sendmsg(descriptor, &message, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
}

// A socket's path may have 107 bytes, and a state directory more. The folder is open already and was looked at; reached
// through /proc its name is short, and nobody can put another in its place meanwhile.
static int address_of(int folder, const char *name, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    const int count = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", folder, name);
    return count > 0 && (size_t)count < sizeof address->sun_path ? 0 : ENAMETOOLONG;
}

int platform_socket_listen(int folder, const char *name, int *descriptor) {
    struct sockaddr_un address;
    int fault = address_of(folder, name, &address);
    if (fault != 0) {
        return fault;
    }
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0) {
        return errno;
    }
    const mode_t mask = umask(0177);
    const int bound = bind(made, (const struct sockaddr *)&address, sizeof address);
    fault = bound == 0 ? 0 : errno;
    umask(mask);
    if (fault == 0 && listen(made, 16) != 0) {
        fault = errno;
    }
    if (fault != 0) {
        close(made);
        return fault;
    }
    *descriptor = made;
    return 0;
}

int platform_socket_connect(int folder, const char *name, int milliseconds, int *descriptor) {
    struct sockaddr_un address;
    int fault = address_of(folder, name, &address);
    if (fault != 0) {
        return fault;
    }
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) {
        return errno;
    }
    const struct timeval limit = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
    if (setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
        setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
        connect(made, (const struct sockaddr *)&address, sizeof address) != 0) {
        fault = errno;
        close(made);
        return fault;
    }
    *descriptor = made;
    return 0;
}

int platform_socket_accept(int listener, int *descriptor) {
    const int made = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (made < 0) {
        return errno;
    }
    *descriptor = made;
    return 0;
}

int platform_signal_descriptor(int *descriptor) {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &ending, NULL) != 0) {
        return errno;
    }
    const int made = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
    if (made < 0) {
        return errno;
    }
    *descriptor = made;
    return 0;
}

int platform_start_apart(char *const arguments[], char *const environment[], int input, int output, int32_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t usual;
    sigemptyset(&none);
    sigfillset(&usual);
    int fault = posix_spawn_file_actions_init(&actions);
    if (fault != 0) {
        return fault;
    }
    fault = posix_spawnattr_init(&attributes);
    if (fault != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return fault;
    }
    if ((fault = posix_spawn_file_actions_adddup2(&actions, input, 0)) == 0 &&
        (fault = posix_spawn_file_actions_adddup2(&actions, output, 1)) == 0 &&
        (fault = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)) == 0 &&
        (fault = posix_spawn_file_actions_addclosefrom_np(&actions, 3)) == 0 &&
        (fault = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
        (fault = posix_spawnattr_setsigdefault(&attributes, &usual)) == 0 &&
        (fault = posix_spawnattr_setflags(
             &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) == 0) {
        // The program that runs, whatever its path says by now: an upgrade may have replaced the file.
        fault = posix_spawn(process, "/proc/self/exe", &actions, &attributes, arguments, environment);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return fault;
}

int platform_start_editor(
    char *const arguments[], char *const environment[], int kept, bool terminal_output, int32_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t usual;
    sigemptyset(&none);
    sigfillset(&usual);
    int fault = posix_spawn_file_actions_init(&actions);
    if (fault != 0) {
        return fault;
    }
    fault = posix_spawnattr_init(&attributes);
    if (fault != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return fault;
    }
    if ((fault = posix_spawn_file_actions_adddup2(&actions, kept, 3)) == 0 &&
        (fault = posix_spawn_file_actions_addclosefrom_np(&actions, 4)) == 0 &&
        (!terminal_output ||
         (fault = posix_spawn_file_actions_addopen(&actions, 1, "/dev/tty", O_WRONLY, 0)) == 0) &&
        (fault = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
        (fault = posix_spawnattr_setsigdefault(&attributes, &usual)) == 0 &&
        (fault = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) == 0) {
        const mode_t mask = umask(0077);
        fault = posix_spawnp(process, arguments[0], &actions, &attributes, arguments, environment);
        umask(mask);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return fault;
}

int platform_adopt_orphans(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : errno;
}

int platform_clocks(int64_t *awake, int64_t *whole) {
    struct timespec monotonic;
    struct timespec boot;
    if (clock_gettime(CLOCK_MONOTONIC, &monotonic) != 0 || clock_gettime(CLOCK_BOOTTIME, &boot) != 0) {
        return errno;
    }
    *awake = (int64_t)monotonic.tv_sec * 1000 + monotonic.tv_nsec / 1000000;
    *whole = (int64_t)boot.tv_sec * 1000 + boot.tv_nsec / 1000000;
    return 0;
}

// The lines of /proc/self/maps, taken apart without any allocation: that would move what is being looked at.
static int lock_mapping(const char *line) {
    uintptr_t start;
    uintptr_t end;
    char mode[5];
    unsigned long inode;
    int name = 0;
    if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %lu %n", &start, &end, mode, &inode, &name) < 4) {
        return 0;
    }
    // What can be written and is of no file holds what a process works with; the kernel's own pages have names in brackets.
    if (strncmp(mode, "rw", 2) != 0 || inode != 0 || strncmp(line + name, "[v", 2) == 0) {
        return 0;
    }
    madvise((void *)start, end - start, MADV_DONTDUMP);
    return mlock((void *)start, end - start) == 0 ? 0 : errno;
}

int platform_keep_memory_in_place(void) {
    // One heap, which grows by more than it needs, is not given back, and takes all but the largest pieces.
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, 256 * 1024);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    return platform_lock_memory();
}

int platform_lock_memory(void) {
    const int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    char text[4096];
    size_t have = 0;
    int fault = 0;
    ssize_t got;
    while ((got = read(file, text + have, sizeof text - 1 - have)) > 0) {
        have += (size_t)got;
        text[have] = 0;
        char *line = text;
        char *stop;
        while ((stop = strchr(line, '\n')) != NULL) {
            *stop = 0;
            const int failed = lock_mapping(line);
            fault = fault != 0 ? fault : failed;
            line = stop + 1;
        }
        have = strlen(line);
        memmove(text, line, have);
        if (have == sizeof text - 1) {
            have = 0;  // No line is so long; its rest is none.
        }
    }
    close(file);
    return got < 0 ? EIO : fault;
}

void *platform_heap_end(void) {
    return sbrk(0);
}

void *platform_secret_map(size_t count, bool *locked) {
    void *pages = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
        return NULL;
    }
    // The limit on locked memory is often 8 MiB or less, and a decrypted file may be larger: unlocked beats refused.
    *locked = mlock(pages, count) == 0;
    madvise(pages, count, MADV_DONTDUMP);
    return pages;
}

void platform_secret_unmap(void *pages, size_t count) {
    munmap(pages, count);
}

ptrdiff_t platform_find(const void *haystack, size_t haystack_count, const void *needle, size_t needle_count) {
    if (needle_count == 0) {
        return 0;
    }
    const void *found = memmem(haystack, haystack_count, needle, needle_count);
    return found == NULL ? -1 : (const char *)found - (const char *)haystack;
}

int platform_locale_is_utf8(void) {
    const locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0) {
        return 0;
    }
    const int is_utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return is_utf8;
}
