import RecordStore
import Vault

// Which compartments are this identity's own. What others write beside its statements takes none of its notes from it: an
// extra or malformed row, or an end of its assignment by a director, from outside. Verification names such rows; whoever
// holds the key reads on. A note is written only where nothing of the kind lies.
extension PrivateNotes {
    /// Whether this identity assigned the compartment to itself and never to anybody else. Told by what stands in clear.
    func isOwn(_ compartment: OpaqueID) throws -> Bool { try ownHistory(of: compartment) != nil }

    /// Whether it is this identity's own and its key is there; opens it if it can.
    /// - Throws: `RoomError.altered` where it does not because something that the log has is not in the file, or is another
    func opens(_ compartment: OpaqueID) throws -> Bool {
        // A case and a client's file are none, whatever somebody says of their keys.
        guard try Records(session: session, reading: reading).home(of: compartment) == nil else { return false }
        if try mayOpen(compartment) { return true }
        // A thread that others belong to is none, whatever is wrong with it.
        let isForMe = try reading.rows(.assignment, scope: compartment).allSatisfy { row in
            (try? Assignment(parsing: row.body))?.member == .person(session.me)
        }
        for rowClass in isForMe ? [RowClass.generation, .grant] : [] {
            _ = try reading.rows(rowClass, scope: compartment)
        }
        return false
    }

    private func mayOpen(_ compartment: OpaqueID) throws -> Bool {
        guard let history = try ownHistory(of: compartment), let current = history.current else { return false }
        if session.ring.holds(compartment, generation: current.generation) { return true }
        for row in try reading.rows(.grant, scope: compartment).reversed() where row.target == session.me {
            guard let grant = try? Grant(parsing: row.body), (try? grant.check(row: row, chain: session.chain)) != nil,
                (try? session.ring.adopt(grant, generations: history.generations)) != nil
            else { continue }
            return session.ring.holds(compartment, generation: current.generation)
        }
        return false
    }

    /// Whether everything that was written about it holds, and the author belongs.
    func isWhole(_ compartment: OpaqueID) throws -> Bool {
        do {
            return try Compartments(session: session).history(of: compartment, reading: reading).assigned
                == [.person(session.me)]
        } catch is VaultError { return false }
    }

    /// The compartment's history as this identity made it; nil where it is not its own alone. Cases and files bear a record
    /// of their own name, which no compartment of private notes does.
    private func ownHistory(of compartment: OpaqueID) throws -> CompartmentHistory? {
        guard try Records(session: session, reading: reading).home(of: compartment) == nil else { return nil }
        let own = OwnStatements(
            stored: StoredCompartments(reading: reading), author: session.me, chain: session.chain)
        let me = Holder.person(session.me)
        do {
            let history = try CompartmentHistory(of: compartment, from: own, chain: session.chain)
            return history.assigned == [me] && history.assignments.allSatisfy { $0.member == me } ? history : nil
        } catch is VaultError { return nil }
    }
}

/// A compartment's statements as far as one person signed them.
private struct OwnStatements: CompartmentSource {
    let stored: StoredCompartments
    let author: OpaqueID
    let chain: MembershipChain

    func assignments(of compartment: OpaqueID) throws -> [StoredRow] {
        try stored.assignments(of: compartment).filter { row in
            guard let one = try? Assignment(parsing: row.body), one.row.address == row.address else { return false }
            return one.signer == author && one.isSigned(in: chain)
        }
    }

    func generations(of compartment: OpaqueID) throws -> [StoredRow] {
        try stored.generations(of: compartment).filter { row in
            guard let one = try? GenerationStatement(parsing: row.body), one.row.address == row.address else {
                return false
            }
            return one.signer == author && one.isSigned(in: chain)
        }
    }

    func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
        try stored.grant(of: compartment, generation: generation, to: holder)
    }
}
