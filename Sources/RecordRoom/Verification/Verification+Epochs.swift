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
    /// Whether the pin bears a signature of keys that the file does not know: they were given in what is lost.
    public let hasLostKeys: Bool

    init(_ state: LogState, by person: OpaqueID?, hasLostKeys: Bool = false) {
        seen = LogPoint(state)
        self.person = person.map { Identifier($0) }
        self.hasLostKeys = hasLostKeys
    }
}

// Epochs: each begins with what a director and a custodian signed of a restored file, and in no other way.
extension Verification {
    /// The first entry of an epoch, held against its declaration and the epoch that it ends.
    /// - Parameter isLinked: whether it names no link of the membership chain before what the log had come to
    mutating func checkOpening(
        of epoch: UInt32, by entry: Entry?, after trees: [UInt32: LogTree], isLinked: Bool
    ) throws {
        guard let chain, let entry, let before = trees.keys.max(), let tree = trees[before],
            let row = try reading.row(OpenedEpoch.address(epoch)), let opened = try? OpenedEpoch(parsing: row.body),
            (try? opened.check(row: row, chain: chain)) != nil, opened.declaration.epoch == epoch,
            opened.declaration.restored == (try LogState(epoch: before, size: tree.size, root: tree.root())),
            entry.isOpening(opened), isLinked
        else {
            fault(.epochUnknown, epoch)
            return
        }
        openedEpochs.append(opened)
        report.crossings.append(EpochCrossing(opened))
        for person in [opened.declaration.director, opened.confirmer] { tellName(of: person) }
    }

    /// The restores that say of a state which is not in the file that it was lost: up to the highest one that each names. Where nobody's
    /// office can be judged, what one person signed alone says nothing: anybody of the practice could, who cut the log.
    /// - Parameter sizes: of the file's epochs
    func restores(losing state: LogState, _ sizes: [UInt32: UInt64]) -> [EpochDeclaration] {
        let believed = openedEpochs.filter {
            believesOne || report.areOfficesJudged || $0.confirmer != $0.declaration.director
        }
        return believed.map(\.declaration).filter { $0.loses(state, of: sizes) }
    }

    /// Whether a pin may bear keys that were given in what a restore lost, so that this file does not know them: it then knew a
    /// statement about people that is lost as well.
    func mayHaveLostKeys(of pin: Pin, _ restore: EpochDeclaration, _ chain: MembershipChain) -> Bool {
        pin.chainHead.position > restore.chainHead.position && !chain.contains(pin.chainHead)
    }
}

extension EpochDeclaration {
    /// Whether it says of a state that is not in the file that it was lost.
    /// - Parameter sizes: of the file's epochs
    func loses(_ state: LogState, of sizes: [UInt32: UInt64]) -> Bool {
        guard epoch > state.epoch, state.size > 0 else { return false }
        if known == state { return true }
        // Within an epoch that the file has, what was seen lies in it, or there are two versions.
        guard state.size > sizes[state.epoch] ?? 0 else { return false }
        return known.isBeyond(state) && state.isBeyond(restored)
    }
}
