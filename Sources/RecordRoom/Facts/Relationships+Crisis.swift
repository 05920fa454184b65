import Counseling
import RecordStore
import Vault

// How a person stands to a crisis flag. Whatever only looks opens nothing before its entry is durable: for it only what stands in
// clear is asked.
extension Relationships {
    private var flags: CrisisFlags { CrisisFlags(session: session, reading: reading) }

    func add(crisisFacts facts: inout Relationship, for action: Action) throws {
        guard action == .listFlags || action == .readCrisisClock else { return }
        facts.crisis.isNamed = try isNamedSomewhere()
    }

    func add(flagFacts id: OpaqueID, to facts: inout Relationship, for action: Action) throws {
        guard action != .readFlag else {
            guard try reading.row(RowAddress(.deposit, key: id.bytes))?.scope == flags.compartment else {
                throw RoomError.notFound(.flag)
            }
            // A flag that was linked later is opened by what was handed on, and that is sealed: so the question is only
            // whether anything was ever sealed to this person.
            facts.crisis.isNamed = try isNamedSomewhere()
            return
        }
        let opened = try flags.flags()
        guard let flag = opened.first(where: { OpaqueID($0.id) == id }) else { return }
        facts.crisis.state = flag.state
        if action == .linkFlag { facts.crisis.isLinked = try flags.isWhollyLinked(flag) }
        facts.crisis.isOwnProposal = flag.proposal.map { OpaqueID($0.by) == session.me } ?? false
        facts.crisis.isReportOwed = flag.needsReport && !flag.isReported
        if action == .cosignResolution, flag.proposal?.what.noReport != nil { facts.crisis.isReportOwed = false }
        if let client = flag.client { facts.crisis.isClientsCounselor = try flags.treats(client) }
    }

    func add(cardFacts client: OpaqueID, to facts: inout Relationship, for action: Action) throws {
        facts.crisis.isClientsCounselor = try flags.treats(Identifier(client))
        guard action == .openEmergencyCard, flags.belongs else { return }
        facts.crisis.hasActiveFlag = try flags.flags().contains {
            $0.client.map { OpaqueID($0) } == client && $0.state != .resolved
        }
    }

    private func isNamedSomewhere() throws -> Bool {
        try reading.rows(.deposit, scope: flags.compartment).contains { row in
            (try? Deposit(parsing: row.body))?.names(session.me) ?? false
        }
    }
}
