import Foundation
import TestSupport
import Testing

// The program where the computer is not as it should be: no space, a small limit, a clock that stands elsewhere.
extension Workplace {
    /// Runs the program in a shell that first arranges how things stand.
    func run(
        where circumstances: String, _ arguments: [String], as person: String? = nil, input: String = "",
        language: String = "en", in other: URL? = nil
    ) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let identity = try person.map { ["--passphrase-file", try passphraseFile($0), "--as", $0] } ?? []
        process.arguments = ["-c", circumstances + #"; exec "$0" "$@""#, program.path] + arguments + identity
        return try ended(process, in: other, input: input, language: language)
    }

    static func shell(_ command: String) throws -> Int32 { try SystemProgram.shell(command).status }

    /// A small disk with a copy of the practice on it; nil where nothing may be mounted.
    func onSmallDisk(mebibytes: Int) throws -> (practice: URL, disk: URL)? {
        let disk = everything.appendingPathComponent("disk")
        let mounted = "mkdir '\(disk.path)' && mount -t tmpfs -o size=\(mebibytes)m tmpfs '\(disk.path)'"
        guard geteuid() == 0, try Self.shell(mounted) == 0 else { return nil }
        let copy = disk.appendingPathComponent("p")
        try #require(try Self.shell("cp -r '\(folder.path)' '\(copy.path)'") == 0)
        return (copy, disk)
    }

    /// What says that the clock stands so many seconds elsewhere (with `TEST_CLOCK_SINCE` behind it from when that file is there); nil where no compiler is there to make it.
    func clock() throws -> ((Int) -> String)? {
        let source = everything.appendingPathComponent("clock.c")
        let library = everything.appendingPathComponent("clock.so")
        try Data(
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <stdlib.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>
            int clock_gettime(clockid_t id, struct timespec *out) {
                static int (*real)(clockid_t, struct timespec *);
                if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
                int result = real(id, out);
                const char *shift = getenv("TEST_CLOCK_SHIFT");
                const char *since = getenv("TEST_CLOCK_SINCE");
                if (since && access(since, F_OK)) return result;
                if (!result && id == CLOCK_REALTIME && shift) out->tv_sec += atol(shift);
                return result;
            }
            int gettimeofday(struct timeval *restrict out, void *restrict zone) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                out->tv_sec = now.tv_sec;
                out->tv_usec = now.tv_nsec / 1000;
                return 0;
            }
            time_t time(time_t *out) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                if (out) *out = now.tv_sec;
                return now.tv_sec;
            }
            """.utf8
        ).write(to: source)
        let make = "for c in cc clang gcc; do $c -shared -fPIC -o '\(library.path)' '\(source.path)' -ldl && exit; done"
        guard try Self.shell(make) == 0, FileManager.default.fileExists(atPath: library.path) else { return nil }
        return { seconds in
            #"export LD_PRELOAD='\#(library.path)'"${LD_PRELOAD:+:$LD_PRELOAD}" TEST_CLOCK_SHIFT=\#(seconds)"#
        }
    }
}
