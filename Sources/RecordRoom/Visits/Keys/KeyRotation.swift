public import Counseling
import RecordStore
import Vault

public enum RotatingKey: ChangingPurpose { public static let action = Action.rotateKey }

extension Visit where P == RotatingKey {
    /// Makes the visit's compartment's next key, grants it to everyone who belongs, and puts all its records under it.
    /// - Parameter onlyStale: leaves a key alone that nobody who left may know
    /// - Returns: the number of the new key; nil where it was left alone
    public func rotate(onlyStale: Bool) throws -> UInt32? {
        guard case .compartment(let id) = subject else { throw RoomError.noKey }
        let compartment = OpaqueID(id)
        let transaction = try writing()
        let before = try compartments.history(of: compartment, reading: reading)
        if try Handover(session: session, reading: reading).isCase(compartment) {
            try compartments.prepareToWrite(inCase: compartment, in: transaction)
        } else {
            try compartments.prepareToWrite(compartment, in: transaction)
        }
        let after = try compartments.history(of: compartment, reading: reading)
        if let renewed = after.current?.generation, renewed != before.current?.generation { return renewed }
        guard !onlyStale else { return nil }
        return try compartments.makeGeneration(of: after, in: transaction).current?.generation
    }
}

extension RecordRoom {
    /// The compartments whose key this person may renew: all, or those whose key somebody knows who belongs no longer. Fixed
    /// ones come first, because others lie in them. Identifiers and keys are looked at, no record is opened.
    public func renewable(all: Bool) throws(RoomError) -> [Identifier<CaseCompartment>] {
        try translating {
            try session.store.read { reading in
                let compartments = Compartments(session: session)
                return try candidates(reading).filter { compartment in
                    // What somebody spoiled is not ours to renew; verification names it.
                    guard let history = try? compartments.open(compartment, reading: reading),
                        let current = history.current, compartments.belongs(to: history),
                        session.ring.holds(compartment, generation: current.generation)
                    else { return false }
                    return try all || compartments.isStale(history, reading: reading)
                }.map { Identifier($0) }
            }
        }
    }

    private func candidates(_ reading: any StoreReading) throws -> [OpaqueID] {
        let practice = session.chain.practice
        let fixed = FixedCompartment.allCases.filter { one in
            one.members(in: session.chain).contains { $0.id == session.me }
        }.map { $0.id(in: practice) }
        var seen = Set(fixed)
        var result = fixed
        for holder in [session.me] + fixed {
            for row in try reading.rows(.assignment, target: holder) where seen.insert(row.scope).inserted {
                result.append(row.scope)
            }
        }
        return result
    }

    /// One of the compartments that every practice has; nil where none has that name.
    public func compartment(named name: String) -> Identifier<CaseCompartment>? {
        FixedCompartment(rawValue: name).map { Identifier($0.id(in: session.chain.practice)) }
    }

    /// The name of one of those; nil for every other.
    public func name(of compartment: Identifier<CaseCompartment>) -> String? {
        FixedCompartment.named(OpaqueID(compartment), in: session.chain.practice)?.rawValue
    }
}
