import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

/// Something that was seen and is not in the file, as a restore that two people declared says.
public struct ExplainedLoss: Sendable, Equatable {
    public let seen: LogPoint
    /// Whose pin it is; nil for a checkpoint kept elsewhere.
    public let person: Identifier<Person>?

    init(_ state: LogState, by person: OpaqueID?) {
        seen = LogPoint(state)
        self.person = person.map { Identifier($0) }
    }
}

// Epochs: each begins with what a director and a custodian signed of a restored file, and in no other way.
extension Verification {
    /// The first entry of an epoch, held against its declaration and the epoch that it ends.
    mutating func checkOpening(of epoch: UInt32, by entry: Entry?, after trees: [UInt32: LogTree]) throws {
        guard let chain, let entry, let before = trees.keys.max(), let tree = trees[before],
            let row = try reading.row(OpenedEpoch.address(epoch)), let opened = try? OpenedEpoch(parsing: row.body),
            (try? opened.check(row: row, chain: chain)) != nil, opened.declaration.epoch == epoch,
            opened.declaration.restored == (try LogState(epoch: before, size: tree.size, root: tree.root())),
            entry.isOpening(opened)
        else {
            fault(.epochUnknown, epoch)
            return
        }
        openedEpochs.append(opened)
        report.crossings.append(EpochCrossing(opened))
    }

    /// Nothing but the first entry of an epoch logs what it begins with.
    mutating func checkEpochRows(of entry: Entry) {
        for change in entry.changes where change.address.rowClass == .epoch {
            let isFirst = entry.place.position == 0 && entry.place.epoch > 1
            if !isFirst || change.address != OpenedEpoch.address(entry.place.epoch) {
                fault(.statementUnauthorized, change.address.place)
            }
        }
    }

    /// Whether a restore says that a state which is not in the file was lost: up to the highest one that it names.
    /// - Parameter sizes: of the file's epochs
    func isDeclaredLost(_ state: LogState, _ sizes: [UInt32: UInt64]) -> Bool {
        openedEpochs.contains { opened in
            let declaration = opened.declaration
            guard declaration.epoch > state.epoch, state.size > 0 else { return false }
            if declaration.known == state { return true }
            // Within an epoch that the file has, what was seen lies in it, or there are two versions.
            guard state.size > sizes[state.epoch] ?? 0 else { return false }
            return declaration.known.isBeyond(state) && state.isBeyond(declaration.restored)
        }
    }
}
