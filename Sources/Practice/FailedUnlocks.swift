public import Counseling
import Glibc

/// Wrong passphrases since an identity was last unlocked here, counted in a file beside it, so that whoever it belongs to
/// learns that somebody tried. It holds a number and a time. A thief who guesses at a copy of the identity file is not
/// counted, and whoever can write to Keys/ can remove the count: it is a hint, not evidence.
public struct FailedUnlocks {
    public struct Report: Equatable, Sendable {
        public let count: Int
        public let last: UTCTime
    }

    private let file: String
    private static let format = "tacet-failed 1"

    public init(of shortName: ShortName, in folder: PracticeFolder) {
        file = folder.keys + "/" + shortName.text + ".failed"
    }

    /// nil where there was none.
    public func report() -> Report? {
        guard let bytes = try? WholeFile.read(file, limit: 256) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.count == 3, lines[0] == Self.format, let count = Int(lines[1]), count > 0,
            let last = UTCTime(rfc3339: String(lines[2]))
        else { return nil }
        return Report(count: count, last: last)
    }

    /// Best effort: that the passphrase was wrong is told whether or not it can be counted.
    func add(at now: UTCTime) {
        let count = min((report()?.count ?? 0), 999_999) + 1
        try? WholeFile.write(
            Array("\(Self.format)\n\(count)\n\(now.rfc3339)\n".utf8), to: file, replacing: true)
    }

    /// To be called when the person was told.
    public func forget() { unlink(file) }
}
