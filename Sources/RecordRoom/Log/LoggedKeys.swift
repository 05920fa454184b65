import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Who may say in the log that a compartment has another key, or that somebody is in it or out of it.
///
/// A statement names itself the link of the chain and the assignments by which it is to be judged, so that somebody who belonged
/// once can sign one as of then. An entry cannot choose: what it says is judged at its own place in the log, by whoever signed it,
/// and never by the row, in whose place there may be another by now.
struct LoggedKeys {
    let chain: MembershipChain
    let reading: any StoreReading

    /// The hash of a row as the log has it so far; nil where it has none.
    typealias Logged = (RowAddress) throws -> Digest?

    /// Whether a class is of those that this is about.
    static func concern(_ rowClass: RowClass) -> Bool {
        [.generation, .grant, .shares, .staleMark, .assignment].contains(rowClass)
    }

    /// Whether an entry may say that a row is there which was not: a generation, where its signer belongs; what is filed under one,
    /// no sooner than it; an assignment after the first, where its signer is a director, or belongs, or takes the case over, and none
    /// of a fixed compartment.
    func mayBegin(_ address: RowAddress, in entry: LoggedChanges, _ logged: Logged) throws -> Bool {
        guard Self.concern(address.rowClass) else { return true }
        guard let place = KeyPlace(address) else { return false }
        switch address.rowClass {
        case .generation: return try isInside(place.compartment, in: entry, logged)
        case .assignment: return try mayAssign(at: place, in: entry, logged)
        default:
            if try logged(place.generation) != nil { return true }
            return try entry.changes.contains { $0.address == place.generation && $0.after != .zero }
                && isInside(place.compartment, in: entry, logged)
        }
    }

    private func mayAssign(at place: KeyPlace, in entry: LoggedChanges, _ logged: Logged) throws -> Bool {
        // Who belongs to a fixed compartment follows from duties: nobody is assigned to one, and that is seen without keys.
        guard FixedCompartment.named(place.compartment, in: chain.practice) == nil else { return false }
        guard place.number > 0, let duties = chain.duties(of: entry.actor, at: entry.position) else { return true }
        if duties.contains(.director) { return true }
        if try isInside(place.compartment, in: entry, upTo: place.number, logged) { return true }
        return try reading.rows(.recovery, scope: place.compartment).contains { $0.target == entry.actor }
    }

    /// Where duties are not known, somebody who lost theirs can log such a statement, and only unlocked programs pass it over and
    /// put theirs in its place. So another one that the file has now takes the place of a former one: of an assignment, which takes
    /// no key from anybody by itself; and of a generation whose maker may have lost the right to it, of whom the chain said
    /// something since the generation before, by somebody else.
    /// - Parameter log: every entry, asked for where two contradict each other
    func takesPlace(
        _ change: RowChange, in entry: LoggedChanges, of before: Digest?, _ logged: Logged,
        log: () throws -> CheckedEntries
    ) throws -> Bool {
        guard !chain.opened, [.generation, .assignment].contains(change.address.rowClass), let before,
            change.after != .zero, [before, .zero].contains(change.before), chain.members[entry.actor] != nil,
            let former = KeyPlace(change.address)?.former, try mayBegin(change.address, in: entry, logged),
            try reading.row(change.address)?.hash() == change.after
        else { return false }
        guard change.address.rowClass == .generation else { return true }
        guard let row = try reading.row(former), try row.hash() == logged(former),
            let statement = try? GenerationStatement(parsing: row.body),
            let maker = try maker(of: before, at: change.address, in: try log()), maker.actor != entry.actor
        else { return false }
        return chain.hasStatement(
            about: maker.actor, after: statement.chainHead.position, through: maker.position)
    }

    /// Who logged a row first, and how far the chain had come. Asked where two contradict each other, which is rare: it reads the log.
    private func maker(
        of hash: Digest, at address: RowAddress, in entries: CheckedEntries
    ) throws -> (actor: OpaqueID, position: UInt32)? {
        var position: UInt32 = 0
        var found: (actor: OpaqueID, position: UInt32)?
        try entries.forEachEntry(from: nil) { stored in
            guard found == nil else { return }
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            position = max(position, entry.chainHead.position)
            guard entry.changes.contains(where: { $0.address == address && $0.after == hash }) else { return }
            found = (entry.actor, position)
        }
        return found
    }

    /// Whether who signed an entry belongs to a compartment there: after what was assigned before it, or after any of its own
    /// assignments. True where an assignment that the log has cannot be read: then the file is not what the log says.
    /// - Parameter limit: how many assignments are looked at
    private func isInside(
        _ compartment: OpaqueID, in entry: LoggedChanges, upTo limit: UInt32 = .max, _ logged: Logged
    ) throws -> Bool {
        if let fixed = FixedCompartment.named(compartment, in: chain.practice) {
            return fixed.mayHold(entry.actor, at: entry.position, in: chain)
        }
        let own = Set(entry.changes.map(\.address))
        var assigned: Set<Holder> = []
        var isInside = false
        for sequence in 0..<limit {
            let address = RowAddress(.assignment, key: CompartmentKey.bytes(compartment, sequence))
            guard let hash = try logged(address) else { break }
            guard let row = try reading.row(address), try row.hash() == hash,
                let assignment = try? Assignment(parsing: row.body)
            else { return true }
            if assignment.isAssigned { assigned.insert(assignment.member) } else { assigned.remove(assignment.member) }
            let isMember = assigned.contains { holder in
                switch holder {
                case .person(let person): person == entry.actor
                case .compartment(let parent):
                    FixedCompartment.named(parent, in: chain.practice)?
                        .mayHold(entry.actor, at: entry.position, in: chain) ?? false
                }
            }
            isInside = isMember || isInside && own.contains(address)
        }
        return isInside
    }
}

/// The key of a row that is filed under a compartment and a number: of a generation, or of an assignment.
struct KeyPlace {
    private let rowClass: RowClass
    let compartment: OpaqueID
    let number: UInt32

    /// nil for a key of another form.
    init?(_ address: RowAddress) {
        let length = OpaqueID.count + 4
        guard address.key.count == (address.rowClass == .grant ? length + OpaqueID.count : length),
            let compartment = OpaqueID(address.key.prefix(OpaqueID.count))
        else { return nil }
        (rowClass, self.compartment) = (address.rowClass, compartment)
        number = address.key[OpaqueID.count..<length].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Where that generation's statement lies.
    var generation: RowAddress { RowAddress(.generation, key: CompartmentKey.bytes(compartment, number)) }

    /// Where the statement before this one lies; nil for the first.
    var former: RowAddress? {
        guard number > (rowClass == .generation ? 1 : 0) else { return nil }
        return RowAddress(rowClass, key: CompartmentKey.bytes(compartment, number - 1))
    }

    /// Whether a row rests on this statement by its key: what is filed under a generation, what was assigned after an assignment.
    func bears(_ address: RowAddress) -> Bool {
        guard LoggedKeys.concern(address.rowClass), let place = KeyPlace(address), place.compartment == compartment
        else {
            return false
        }
        if rowClass == .assignment { return address.rowClass == .assignment && place.number > number }
        return [.grant, .shares, .staleMark].contains(address.rowClass) && place.number == number
    }
}
