public import Counseling
public import Foundation
public import RecordRoom

/// The crisis flag that was raised last on this computer, so that Enter pressed twice does not make two. It holds an opaque
/// identifier, which stands in the practice file too, and a time; without it another flag is raised.
public struct RaisedLately: Sendable {
    /// Seconds for which an empty call means the flag that was just raised.
    public static let window: TimeInterval = 300
    private static let format = "tacet-raised 1"
    private let file: String

    /// - Parameter practice: 32 hexadecimal digits
    public init(practice: String, in folder: PracticeFolder) {
        file = "\(folder.pins)/\(practice)/raised"
    }

    /// The flag and when it was saved, where that was within the window and the file of the practice has it still. What became of it
    /// nobody knows who is not unlocked.
    public func flag(_ desk: LockedDesk, now: Date = Date()) -> (id: Identifier<CrisisFlag>, at: UTCTime)? {
        guard let bytes = try? WholeFile.read(file, limit: 200) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 3, lines[0] == Self.format, let id = try? Identifier<CrisisFlag>(hex: lines[1]),
            let time = TimeInterval(lines[2]), (0...Self.window).contains(now.timeIntervalSince1970 - time),
            let at = try? UTCTime(secondsSince1970: Int64(time)), (try? desk.holds(id)) == true
        else { return nil }
        return (id, at)
    }

    /// Best effort: what is not remembered is raised once more.
    public func remember(_ flag: Identifier<CrisisFlag>, now: Date = Date()) {
        let text = "\(Self.format)\n\(flag.hex)\n\(Int64(now.timeIntervalSince1970))\n"
        try? WholeFile.makeFolder(PathParts.folder(of: file))
        try? WholeFile.write(Array(text.utf8), to: file, replacing: true)
    }
}
