public import Counseling
import Cryptography
import Foundation
import Glibc
public import RecordRoom

/// The files of a witness: their key, and beside it a folder that remembers what they signed last. Neither lies in a practice
/// folder; a witness whose memory is lost would sign anything, so that it must then be told anew which practice to trust.
public struct WitnessDesk {
    public let keyFile: String

    public init(keyFile: String) { self.keyFile = keyFile }

    /// Where what was seen last is kept.
    public var memory: String { keyFile + ".seen" }

    /// The checkpoint that was cosigned last of a practice: what the next proof begins with.
    public func lastCheckpoint(of practice: String) -> String { "\(memory)/\(practice).checkpoint" }

    /// What led into an epoch, as it was accepted.
    public func crossingFile(of practice: String, epoch: UInt32) -> String { "\(memory)/\(practice).\(epoch).crossing" }

    private func keysFile(of practice: String) -> String { "\(memory)/\(practice).keys" }

    /// Makes a key and an empty memory.
    /// - Returns: the key as note tools take it
    public func make(name: String) throws -> String {
        let witness = try Witness(making: name)
        let file = try witness.file()
        try WholeFile.write(file.withUnsafeBytes { Array($0) }, to: keyFile, replacing: false)
        try WholeFile.makeFolder(memory)
        return try witness.verifierKey()
    }

    /// Cosigns a checkpoint that only adds to the one cosigned last. What was seen is durable before the cosignature is given.
    /// - Parameters:
    ///   - text: a checkpoint, or a proof with one
    ///   - logKeys: keys of the practice's members to trust from now on
    ///   - acceptsEpoch: whether what led into a later epoch was seen and is accepted
    /// - Returns: the cosigned checkpoint, and what led into its epoch where that was accepted now
    /// - Throws: `Witness.Refusal`, `ProofFault`, `FileFault`
    public func cosign(
        _ text: String, trusting logKeys: [String], acceptsEpoch: Bool = false, now: UTCTime
    ) throws -> (note: String, crossing: WitnessedCrossing?) {
        let witness = try Witness(
            opening: try SecretBytes(copying: try WholeFile.read(keyFile, limit: 4096, waiting: true)))
        let practice = try Witness.practice(of: text)
        try WholeFile.makeFolder(memory)
        // Two at once could each sign another continuation.
        let lock = try FolderLock(memory)
        defer { lock.release() }
        let known = try read(keysFile(of: practice)).map { $0.split(separator: "\n").map(String.init) } ?? []
        let trusted = known + logKeys.filter { !known.contains($0) }
        let before = Witness.Memory(note: try read(lastCheckpoint(of: practice)), logKeys: trusted)
        let (note, after) = try witness.cosigned(
            text, memory: before, at: UInt64(max(now.secondsSince1970, 0)), acceptsEpoch: acceptsEpoch)
        if let (text, what) = after.crossing, let epoch = what.crossings.last?.epoch {
            try WholeFile.write(
                Array(text.utf8), to: crossingFile(of: practice, epoch: epoch), replacing: true)
        }
        try WholeFile.write(
            Array((after.logKeys.joined(separator: "\n") + "\n").utf8), to: keysFile(of: practice), replacing: true)
        try WholeFile.write(Array(note.utf8), to: lastCheckpoint(of: practice), replacing: true)
        return (note, after.crossing?.what)
    }

    private func read(_ path: String) throws -> String? {
        do { return String(decoding: try WholeFile.read(path, limit: 65_536), as: UTF8.self) } catch FileFault.missing {
            return nil
        }
    }
}
