import AuditTrail
import Cryptography
import RecordStore
import Vault

/// What one entry says of rows, and who says it.
struct LoggedChanges {
    let actor: OpaqueID
    /// How far the membership chain had come, by this entry and those before it.
    let position: UInt32
    let changes: [RowChange]

    init(_ entry: Entry, at position: UInt32) {
        (actor, changes) = (entry.actor, entry.changes)
        self.position = position
    }
}

/// What an entry may say of rows. A signature tells who says it, not that they may: whatever else they log is passed over, and
/// where they changed the file accordingly, it is another than the log has.
struct LoggedRules {
    /// What the log says of a row that is there.
    struct State {
        var hash: Digest
        /// The highest that was let in since there is a row.
        var version: UInt32
        var lasting: Digest
        var scope: OpaqueID
        /// Whether the last change began it.
        var isNew = false
        /// For a first assignment: the lasting hash of the record of the same identifier that began with it.
        var home: Digest?
        /// For what is replaced and never goes: the hashes that it had before, as far as they are known.
        var formers: FormerHashes?

        /// What it had before, after a change. One that leads back takes nothing away: whoever made it may have made up either.
        func formers(before change: RowChange) -> FormerHashes? {
            guard change.address.rowClass.mayStandAsBefore else { return nil }
            let formers = formers ?? FormerHashes([])
            formers.append(hash)
            return formers
        }
    }

    /// Grows in place: one entry may say thousands of times that a row is another.
    final class FormerHashes {
        private(set) var all: [Digest]

        init(_ all: [Digest]) { self.all = all }

        func append(_ hash: Digest) { all.append(hash) }
    }

    let chain: MembershipChain
    let reserved: ReservedRecords
    /// Whether the log has a grant of a compartment to a person or another compartment, by somebody who held its key.
    let hasGrant: (_ scope: OpaqueID, _ holder: OpaqueID) throws -> Bool

    /// - Parameters:
    ///   - before: what the log says of the row so far; nil where there is none
    ///   - place: where a new slots row lies, by its appointment; nil where that is gone, and for other classes
    ///   - isDisposed: whether two people signed that this row goes, in this entry
    func allow(
        _ change: RowChange, in entry: LoggedChanges, before: State?, place: OpaqueID?, isDisposed: Bool
    ) throws -> Bool {
        let rowClass = change.address.rowClass
        guard rowClass == .deposit || isByMember(entry), change.isSound else { return false }
        // A mark of what is owed only reminds. One that cannot be counted on from could not be taken away again.
        if rowClass == .owed { return change.mayFollow(before?.version) }
        guard change.before == before?.hash ?? .zero || goesBehind(change, before), change.after != change.before,
            change.mayFollow(before?.version)
        else { return false }
        guard let before else { return try change.after != .zero && mayBegin(change, in: entry, at: place) }
        if isDisposed { return change.after == .zero }
        switch rowClass.life {
        // What is written once neither changes nor goes.
        case .writtenOnce: return false
        case .rewrapped: return change.after != .zero && change.lasting == before.lasting
        case .replaced: return change.after != .zero
        case .changing:
            // What is known of an appointment that went with its client's file is that it was there.
            let lies = before.scope == RememberedRow.somewhere ? nil : before.scope
            return try slotsDoubt(change, in: entry, lying: lies) == nil
        }
    }

    /// Where duties are not known, somebody who lost theirs can say that a row was changed, and only unlocked programs pass it over: the next
    /// change goes on from what the row had before.
    private func goesBehind(_ change: RowChange, _ before: State?) -> Bool {
        guard !chain.opened, let before, change.after != before.hash else { return false }
        return before.formers?.all.contains(change.before) ?? false
    }

    /// A workstation deposits and nothing else, and so does who is suspended or gone. Without keys nobody's duties can be judged.
    private func isByMember(_ entry: LoggedChanges) -> Bool { Self.isMember(entry.actor, at: entry.position, chain) }

    static func isMember(_ actor: OpaqueID, at position: UInt32, _ chain: MembershipChain) -> Bool {
        chain.stations[actor] == nil && chain.duties(of: actor, at: position)?.isEmpty != true
    }

    /// Whether somebody ever had an office in which links of the membership chain are signed: a link that anybody else says is there
    /// would be missed by everybody.
    static func mayLogLinks(_ actor: OpaqueID, _ chain: MembershipChain) -> Bool {
        !chain.opened || chain.everHeld([.director, .custodian, .committee], by: actor)
    }

    /// Whether a change says of no link that is there, and that another signed, that there is one: links count as logged by their signers.
    static func isNoLinkOfAnother(_ change: RowChange, by actor: OpaqueID, _ reading: any StoreReading) throws -> Bool {
        guard change.address.rowClass == .statement, change.after != .zero, let row = try reading.row(change.address),
            try row.hash() == change.after
        else { return true }
        return (try? MembershipStatement(parsing: row.body))?.signer == actor
    }

    /// A record is numbered from 1. Time is taken with a revision of the appointment, by whoever has both keys: tags that lie under
    /// another identifier would take it from the appointment that has it.
    private func mayBegin(_ change: RowChange, in entry: LoggedChanges, at place: OpaqueID?) throws -> Bool {
        switch change.address.rowClass {
        case .record: return change.address.isNumbered && reserved.mayBegin(change.address, in: entry)
        case .statement: return change.address.isLinkNumber && Self.mayLogLinks(entry.actor, chain)
        case .slots: return try slotsDoubt(change, in: entry, lying: place) == nil
        default: return true
        }
    }

    /// Why an entry may not say what it says of an appointment's times.
    enum SlotsDoubt { case noRevision, notEntitled }

    /// An appointment's times are taken and given up with a revision of it alone, and taken, changed and given up by whoever has both
    /// keys: a row that a stranger files under its identifier is none.
    /// - Parameter file: where the appointment lies; nil where that is gone
    func slotsDoubt(_ change: RowChange, in entry: LoggedChanges, lying file: OpaqueID?) throws -> SlotsDoubt? {
        if change.before == .zero || change.after == .zero,
            !entry.changes.contains(where: { $0.isRevision(of: change.address) })
        {
            return .noRevision
        }
        return try file.map { try mayWriteSlots(in: $0, entry) } ?? true ? nil : .notEntitled
    }

    private func mayWriteSlots(in file: OpaqueID, _ entry: LoggedChanges) throws -> Bool {
        guard chain.opened else { return true }
        let belongsTo = FixedCompartment.allCases.filter {
            chain.belonged(to: $0, at: entry.position).contains(entry.actor)
        }
        let holders = [entry.actor] + belongsTo.map { $0.id(in: chain.practice) }
        return try belongsTo.contains(.schedule) && holders.contains { try hasGrant(file, $0) }
    }

    /// Whether somebody who held a key of the compartment gave one to the holder. Anybody can log a grant that they made up; what
    /// another statement there spoils says nothing against those in front of it.
    static func isRightfullyGranted(
        _ scope: OpaqueID, to holder: OpaqueID, _ reading: any StoreReading, _ chain: MembershipChain
    ) throws -> Bool {
        let source = StoredCompartments(reading: reading)
        let history = try CompartmentHistory(soundBeginningOf: scope, from: source, chain: chain)
        let holding = Holding(history, source: source, chain: chain)
        return try reading.rows(.grant, scope: scope).contains { row in
            guard row.target == holder, let grant = try? Grant(parsing: row.body),
                (try? grant.check(row: row, chain: chain)) != nil
            else { return false }
            return try holding.isRightful(grant)
        }
    }
}

extension RowChange {
    /// Whether this is another revision of the record whose times a slots row occupies.
    func isRevision(of slots: RowAddress) -> Bool {
        address.rowClass == .record && isFirst && slots.rowClass == .slots
            && address.key.count == slots.key.count + 4 && address.key.starts(with: slots.key)
    }
}

extension RowClass {
    /// Whether a row may be as the log had it before: of a record only the wrap changes, and of shares there are those that were made last
    /// or those before. What else changes comes and goes.
    var mayStandAsBefore: Bool { [.rewrapped, .replaced].contains(life) }
}

extension RowAddress {
    /// Whether a link of the membership chain can lie there: its key is a position.
    var isLinkNumber: Bool { rowClass == .statement && key.count == 4 }

    /// Whether a record's key ends with the number of a revision.
    fileprivate var isNumbered: Bool { key.count == OpaqueID.count + 4 && key.suffix(4).contains { $0 != 0 } }
}
