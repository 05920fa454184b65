import Foundation
import Glibc
import Testing

@testable import PracticeCommands

struct ProgressLineTests {
    /// What a progress line writes while its clock shows these seconds, on a pseudo-terminal or into a pipe.
    private func drawn(_ steps: [(seconds: Double, fraction: Double)], onTerminal: Bool = true) throws -> String {
        // The Glibc module has no posix_openpt and ptsname; these are what they do on Linux (ioctl_tty(2)).
        let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(controller) }
        var (unlocked, number): (Int32, Int32) = (0, 0)
        try #require(ioctl(controller, 0x4004_5431, &unlocked) == 0 && ioctl(controller, 0x8004_5430, &number) == 0)
        let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        var ends: [Int32] = [-1, -1]
        let isPiped = pipe(&ends) == 0
        try #require(terminal >= 0 && isPiped)
        var clock = 0.0
        let line = ProgressLine(
            on: Terminal(error: onTerminal ? terminal : ends[1], environment: [:]),
            now: { Date(timeIntervalSince1970: clock) }, { "\($0) % done, \($1) s to go" })
        for step in steps {
            clock = step.seconds
            line.show(step.fraction)
        }
        line.end()
        close(terminal)
        close(ends[1])
        // To the end: a terminal hands on what was written in as many pieces as it likes.
        var (drawn, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 4096))
        while true {
            let count = read(onTerminal ? controller : ends[0], &buffer, buffer.count)
            guard count > 0 else { break }
            drawn += buffer.prefix(count)
        }
        close(ends[0])
        return String(decoding: drawn, as: UTF8.self)
    }

    private static let clear = "\r\u{1B}[K"

    @Test(
        "work of less than a second shows nothing; after that percent and seconds are drawn over themselves and go away"
    )
    func drawnOver() throws {
        #expect(try drawn([(0.2, 0.2), (0.9, 0.9)]) == "")
        let text = try drawn([(0.5, 0.1), (2, 0.25), (2.1, 0.3), (4, 0.5)])
        #expect(text == "\(Self.clear)25 % done, 6 s to go\(Self.clear)50 % done, 4 s to go\(Self.clear)")
    }

    @Test("a file that says of itself that it is without end takes a day, and what is over is whole")
    func endless() throws {
        #expect(try drawn([(5, .leastNonzeroMagnitude)]) == "\(Self.clear)0 % done, 86400 s to go\(Self.clear)")
        #expect(try drawn([(5, 2)]) == "\(Self.clear)100 % done, 0 s to go\(Self.clear)")
    }

    @Test("nothing is drawn where nobody looks, or before anything is done")
    func nobody() throws {
        #expect(try drawn([(5, 0.5)], onTerminal: false) == "")
        #expect(try drawn([(5, 0)]) == "")
    }
}
