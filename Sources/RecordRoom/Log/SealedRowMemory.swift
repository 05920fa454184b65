import Cryptography
import RecordStore
import Vault

/// A row memory that counts only under the signature of whoever remembers, a person or a workstation: otherwise whoever can
/// write to their state folder could make it agree with rows that nobody logged. One whose signature does not hold is none,
/// and is made anew from the log.
final class SealedRowMemory: RowMemory {
    private let file: any RowMemoryFile
    private let practice: OpaqueID
    private let signer: any EntrySigning
    /// Up to where it is known to be the signer's own.
    private var held: LogState?

    init(_ file: any RowMemoryFile, practice: OpaqueID, signer: any EntrySigning) {
        self.file = file
        self.practice = practice
        self.signer = signer
        // What was written last may be torn; what was written before it counts then.
        for (index, found) in file.found.enumerated()
        where signer.verifyingKey.isValid(
            signature: found.signature, for: Self.message(practice, signer.id, found.state, found.content))
        {
            if (try? file.take(index)) != nil { held = found.state }
            return
        }
    }

    /// What is signed: whose memory it is, up to where, and the hash that holds for the rows.
    private static func message(
        _ practice: OpaqueID, _ signer: OpaqueID, _ state: LogState, _ content: Digest
    ) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/rows-4")
        writer.fixed(practice.bytes)
        writer.fixed(signer.bytes)
        writer.u32(state.epoch)
        writer.u64(state.size)
        writer.fixed(state.root.bytes)
        writer.fixed(content.bytes)
        return writer.bytes
    }

    private var own: any RowMemoryFile {
        get throws {
            guard held != nil else { throw RoomError.internalFault("row memory without a signature") }
            return file
        }
    }

    func state() throws -> LogState? { held }
    func row(_ address: RowAddress) throws -> RememberedRow? { try own.row(address) }
    func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [RememberedRow] {
        try own.rows(rowClass, scope: scope)
    }
    func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [RememberedRow] {
        try own.rows(rowClass, target: target)
    }
    func rows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow] {
        try own.rows(rowClass, prefix: prefix)
    }
    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID] { try own.owners(of: tags) }

    /// Signatures that the signer found to hold before; none where the memory is not theirs or cannot be read.
    var proven: ProvenNames { (try? own.proven()) ?? ProvenNames() }

    func orderedAt() throws -> UInt64 { try own.orderedAt() }

    func goOn(
        from before: LogState?, to after: LogState, with changes: [RowAddress: RememberedRow?], proven: ProvenNames,
        orderedAt: UInt64
    ) throws {
        guard before == nil || before == held else { throw RoomError.internalFault("row memory of another state") }
        try file.write(after, changes, proven: proven, orderedAt: orderedAt, isNew: before == nil) { content in
            try signer.passingSignature(for: Self.message(practice, signer.id, after, content))
        }
        held = after
    }
}
