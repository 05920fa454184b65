public import Counseling
import Cryptography
import Foundation

/// What remembers that the words of a recovery card were shown: a file beside the card's, with its hash, written only once they
/// were. A program that is killed in between leaves none, and whoever asks how things stand is told so. It says nothing of
/// where the card is, and proves nothing: it lies in clear in Keys/.
public struct RecoveryCardMark {
    private let card: String
    private let mark: String

    public init(of shortName: ShortName, in folder: PracticeFolder) {
        self.init(shortName.text, folder)
    }

    private init(_ shortName: String, _ folder: PracticeFolder) {
        card = folder.recoveryFile(shortName)
        mark = folder.cardFile(shortName)
    }

    private static let beginning = "tacet-card 1\nshown "

    private func line() -> String? {
        guard let file = try? WholeFile.read(card, limit: 65_536), let hash = try? SHA256.hash(file) else { return nil }
        return Self.beginning + hash.hex + "\n"
    }

    /// Whether the words that open the recovery file as it is now are known to have been shown.
    public var isShown: Bool {
        guard let line = line(), let found = try? WholeFile.read(mark, limit: 4096) else { return false }
        return found == Array(line.utf8)
    }

    /// Whether the recovery file as it is now is not the one of which the words were shown: it was altered since, or made anew by a
    /// program that was killed before it showed any.
    public var isOfAnother: Bool {
        guard FileManager.default.fileExists(atPath: card) else { return false }
        return FileManager.default.fileExists(atPath: mark) && !isShown
    }

    /// Of everybody who has a recovery file in a folder: the short names, as the files have them.
    static func ofOthers(in folder: PracticeFolder) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.keys)) ?? []
        return files.filter { $0.hasSuffix(".recovery") }.map { String($0.dropLast(".recovery".count)) }.sorted()
            .filter { RecoveryCardMark($0, folder).isOfAnother }
    }

    /// Whether there is such a file, and nothing says that the words of any were ever shown.
    public var isUntold: Bool {
        FileManager.default.fileExists(atPath: card) && !FileManager.default.fileExists(atPath: mark)
    }

    /// To be called when the words stand on the screen. A mark that cannot be written leaves a question, not a fault.
    public func wereShown() {
        guard let line = line() else { return }
        try? WholeFile.write(Array(line.utf8), to: mark, replacing: true)
    }
}
