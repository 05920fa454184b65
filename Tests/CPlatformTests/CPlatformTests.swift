import CPlatform
import Foundation
import Glibc
import Testing

@Suite("Calls of Linux")
struct CPlatformTests {
    private func scratchFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tacet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("fatal signals are back at their default after the call")
    func signals() {
        // SIGSYS alone is touched here: the test runner's own crash report keeps the others until the call.
        signal(SIGSYS, SIG_IGN)
        #expect(platform_restore_fatal_signals() == 0)
        for number in [SIGSEGV, SIGILL, SIGBUS, SIGFPE, SIGTRAP, SIGABRT, SIGSYS] {
            var action = sigaction()
            #expect(sigaction(number, nil, &action) == 0)
            #expect(unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 0)
        }
    }

    @Test("no core is dumped after the call, and the limit cannot be raised again")
    func coreDumps() throws {
        #expect(platform_forbid_core_dumps() == 0)
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        // 4 is RLIMIT_CORE, an enumerator that Swift does not import.
        #expect(getrlimit(__rlimit_resource_t(4), &limit) == 0)
        #expect(limit.rlim_cur == 0)
        #expect(limit.rlim_max == 0)
    }

    @Test("shared memory counts as memory, the kernel's own folder as local, and a missing path is an error")
    func storage() {
        var storage = platform_storage_network
        #expect(platform_storage_of("/proc", &storage) == 0)
        #expect(storage == platform_storage_local)
        if access("/dev/shm", F_OK) == 0 {
            #expect(platform_storage_of("/dev/shm", &storage) == 0)
            #expect(storage == platform_storage_memory)
        }
        #expect(platform_storage_of("/nowhere/at/all", &storage) == ENOENT)
    }

    @Test("a folder can be synced, a file and a missing folder cannot")
    func sync() throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "file")
        try Data([1]).write(to: file)
        #expect(platform_sync_directory(folder.path) == 0)
        #expect(platform_sync_directory(file.path) == ENOTDIR)
        #expect(platform_sync_directory(folder.appending(path: "missing").path) == ENOENT)
    }

    @Test("an exclusive lock keeps others out until it is given back; shared ones stand together")
    func locks() throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "lock").path
        let first = open(path, O_RDWR | O_CREAT, 0o600)
        let second = open(path, O_RDWR)
        try #require(first >= 0 && second >= 0)
        defer {
            close(first)
            close(second)
        }
        #expect(platform_try_lock(first, true) == 0)
        #expect(platform_try_lock(second, true) == EWOULDBLOCK)
        #expect(platform_try_lock(second, false) == EWOULDBLOCK)
        #expect(platform_unlock(first) == 0)
        #expect(platform_try_lock(second, false) == 0)
        #expect(platform_try_lock(first, false) == 0)
        #expect(platform_try_lock(first, true) == EWOULDBLOCK)
        #expect(platform_try_lock(-1, true) == EBADF)
    }

    @Test("the user at the other end of a Unix socket is this one, and a pipe has none")
    func peers() throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        var user = uid_t.max
        #expect(platform_peer_user(ends[0], &user) == 0)
        #expect(user == getuid())
        close(ends[0])
        close(ends[1])
        try #require(pipe(&ends) == 0)
        #expect(platform_peer_user(ends[0], &user) == ENOTSOCK)
        close(ends[0])
        close(ends[1])
    }

    @Test("secret pages are zero and can be written to their last byte")
    func pages() throws {
        var locked = false
        let count = 100_000
        let pages = try #require(platform_secret_map(count, &locked))
        defer { platform_secret_unmap(pages, count) }
        let bytes = UnsafeMutableRawBufferPointer(start: pages, count: count)
        let isZero = bytes.allSatisfy { $0 == 0 }
        #expect(isZero)
        bytes[count - 1] = 7
        #expect(bytes[count - 1] == 7)
        #expect(platform_secret_map(0, &locked) == nil)
    }

    @Test("a needle is found at its first place, and an empty one at the start")
    func find() {
        func find(_ needle: String, in haystack: String) -> Int {
            let (needle, haystack) = (Array(needle.utf8), Array(haystack.utf8))
            return platform_find(haystack, haystack.count, needle, needle.count)
        }
        #expect(find("来访", in: "一位来访者来访") == 6)
        #expect(find("x", in: "abc") == -1)
        #expect(find("", in: "abc") == 0)
        #expect(find("", in: "") == 0)
        #expect(find("abcd", in: "abc") == -1)
        #expect(find("a", in: "") == -1)
    }
}
