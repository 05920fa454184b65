import AuditTrail
import Cryptography
import RecordStore
import Vault

// Step 3: whether everyone had the right to what they signed. A row can be logged, signed by a member of staff, and still be
// a forgery: a grant by someone who holds nothing, a generation by a colleague, a record in a case that is not theirs.
extension Verification {
    mutating func checkRights() throws {
        guard let chain else { return }
        var scopes: Set<OpaqueID> = []
        try reading.forEachRow { row in
            guard let row else { return }
            scopes.insert(row.scope)
            checkSigner(of: row, chain: chain)
        }
        for scope in scopes.sorted() where scope != .none {
            // Of what was disposed of nothing is left that the other rules could be held against.
            if disposals[scope] != nil { continue }
            do {
                let source = StoredCompartments(reading: reading)
                let history = try CompartmentHistory(of: scope, from: source, chain: chain)
                let holding = Holding(history, source: source, chain: chain)
                try checkGrants(history, holding, chain: chain)
                try checkWriters(history, holding, chain: chain)
                try checkRecoveries(history, holding, chain: chain)
                if let room { try checkRecords(history, holding, room: room) }
            } catch is VaultError {
                fault(.statementUnauthorized, scope.hex)
            }
        }
        // times of notes
        checkOrderOfDated()
    }

    /// Every statement about keys is well formed, lies where it says, bears its signer's signature, and was logged by them.
    private mutating func checkSigner(of row: StoredRow, chain: MembershipChain) {
        // What the log has not is none, and named as that.
        guard ledger.isThere(row.address) else { return }
        do throws(VaultError) {
            let signer: OpaqueID?
            // The link of the membership chain that a statement about keys names: its maker's duties are judged by it.
            var head: ChainHead?
            switch row.address.rowClass {
            case .grant:
                let grant = try Grant(parsing: row.body)
                try grant.check(row: row, chain: chain)
                signer = grant.grantor
            case .shares:
                let shares = try ShareSet(parsing: row.body)
                try shares.check(row: row, chain: chain)
                signer = shares.maker
            case .deposit:
                let deposit = try Deposit(parsing: row.body)
                try deposit.check(row: row, chain: chain)
                signer = deposit.depositor
            case .staleMark:
                let mark = try StaleMark(parsing: row.body)
                try mark.check(row: row, chain: chain)
                signer = mark.signer
                head = mark.chainHead
            case .generation:
                let generation = try GenerationStatement(parsing: row.body)
                signer = generation.signer
                let isFounders =
                    generation.generation == 1
                    && FixedCompartment.named(generation.compartment, in: chain.practice) != nil
                head = isFounders ? nil : generation.chainHead
            case .assignment:
                let assignment = try Assignment(parsing: row.body)
                signer = assignment.signer
                head = assignment.chainHead
            case .statement: signer = try MembershipStatement(parsing: row.body).signer
            case .owed:
                _ = try OwedMark(row)
                signer = nil
            case .record, .slots: signer = nil
            // epochs
            case .epoch:
                let opened = try OpenedEpoch(parsing: row.body)
                try opened.check(row: row, chain: chain)
                signer = opened.confirmer
                head = opened.declaration.chainHead
            // disposal
            case .disposal:
                let found = try disposalSigner(of: row, chain: chain)
                signer = found.signer
                head = found.head
            // recovery
            case .recovery:
                let found = try Self.recoverySigner(of: row)
                signer = found.signer
                head = found.head
            }
            if let signer, ledger.lastWriter(row.address) != signer { fault(.writerNotEntitled, row.address.place) }
            if let head, ledger.firstPosition(row.address) != head.position || !chain.contains(head) {
                fault(.statementBackdated, row.address.place)
            }
        } catch { fault(.statementUnauthorized, row.address.place) }
    }

    /// Every grant and share set was made by a holder, for someone who belongs; and whoever belongs has a grant or is owed one.
    private mutating func checkGrants(_ history: CompartmentHistory, _ holding: Holding, chain: MembershipChain) throws
    {
        let compartment = history.compartment
        let fixed = FixedCompartment.named(compartment, in: chain.practice)
        let everNamed = Set(history.assignments.map(\.member))
        let belonging = history.belonging(in: chain)
        let current = history.current?.generation ?? 0
        let currentKey = CompartmentKey.bytes(compartment, current)
        let isMarked = try reading.row(RowAddress(.staleMark, key: currentKey)) != nil
        var granted: Set<OpaqueID> = []
        for row in try reading.rows(.grant, scope: compartment) {
            guard let grant = try? Grant(parsing: row.body) else { continue }
            let isNamed = fixed.map { $0.mayEverHold(grant.holder.id, in: chain) } ?? everNamed.contains(grant.holder)
            guard isNamed, try holding.isRightful(grant) else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            guard grant.generation == current else { continue }
            granted.insert(grant.holder.id)
            // Until someone renews it, a stale generation is still granted to whoever it became stale for.
            if let belonging, !isMarked, !belonging.contains(grant.holder),
                !(history.assigned.contains(grant.holder) && isUncertain(grant.holder, chain))
            {
                fault(.grantExceeds, row.address.place)
            }
        }
        for row in try reading.rows(.shares, scope: compartment) {
            guard let shares = try? ShareSet(parsing: row.body) else { continue }
            let areCustodians = shares.custodians.allSatisfy { chain.everHeld(.custodian, by: $0) }
            guard areCustodians, try holding.isHeld(Int(shares.generation), by: shares.maker) else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
        }
        for row in try reading.rows(.staleMark, scope: compartment) {
            guard let mark = try? StaleMark(parsing: row.body) else { continue }
            if mark.generation < 1 || mark.generation > current { fault(.statementUnauthorized, row.address.place) }
        }
        guard let belonging, current > 0 else { return }
        for holder in belonging where !granted.contains(holder.id) && !isUncertain(holder, chain) {
            let owed = OwedMark(compartment: compartment, member: holder.id).row.address
            if try reading.row(owed) == nil { fault(.grantMissing, compartment.hex + "/" + holder.id.hex) }
        }
    }

    /// Whether one cannot tell if somebody is in: once a statement said that they are out, their suspension, end or return may be
    /// in force or still wait to be confirmed, and how many must confirm follows from duties, which are sealed.
    private func isUncertain(_ holder: Holder, _ chain: MembershipChain) -> Bool {
        guard !chain.opened, case .person(let person) = holder else { return false }
        return chain.wasEverOut(person)
    }

    /// Whoever renews a key puts every record under it in the same act. Which key a record names lies in the row in clear, so that this
    /// is seen without any key.
    /// - Parameter compartments: those of which the log makes it seem that there is such a record
    mutating func checkGenerations(of compartments: Set<OpaqueID>) throws {
        guard let chain else { return }
        for compartment in compartments.sorted() where disposals[compartment] == nil {
            do {
                let source = StoredCompartments(reading: reading)
                let newest = try CompartmentHistory(of: compartment, from: source, chain: chain).current?.generation
                for row in try reading.rows(.record, scope: compartment) where ledger.isThere(row.address) {
                    guard let envelope = try? Envelope(row) else { continue }
                    if envelope.generation != newest { fault(.keyOutdated, row.address.place) }
                }
            } catch is VaultError {
                // Without their order nobody can tell which generation is the newest; deep verification names that.
                continue
            }
        }
    }

    /// Records and slots are written by holders of their compartment alone, and records by whoever belonged to it then: who was put
    /// out still has the key until it is renewed.
    private mutating func checkWriters(
        _ history: CompartmentHistory, _ holding: Holding, chain: MembershipChain
    ) throws {
        var known: [OpaqueID: Bool] = [:]
        var belonging = BelongingThen(history, ledger, chain: chain)
        for rowClass in [RowClass.record, .slots] {
            for row in try reading.rows(rowClass, scope: history.compartment) where ledger.isThere(row.address) {
                for writer in [ledger.firstWriter(row.address), ledger.lastWriter(row.address)] {
                    guard let writer else { continue }
                    let isHolder = try known[writer] ?? holding.isHeldInPart(by: writer)
                    known[writer] = isHolder
                    if !isHolder { fault(.writerNotEntitled, row.address.place) }
                }
                // What was led back from is no word about the row: only whoever claimed it is named.
                for (writer, entry) in ledger.undone(row.address) {
                    let isHolder = try known[writer] ?? holding.isHeldInPart(by: writer)
                    known[writer] = isHolder
                    if !isHolder { fault(.changeDoesNotFollow, entry.name) }
                }
                if rowClass == .record, let writer = ledger.firstWriter(row.address), known[writer] == true,
                    !belonging.includes(writer, when: row.address)
                {
                    fault(.writerNotEntitled, row.address.place)
                }
                guard rowClass == .record, let header = (try? Envelope(row))?.header else { continue }
                guard header.revision > 1 else { continue }
                // Not of the one before: somebody may have put that elsewhere, which is named there.
                guard let first = try reading.row(.record(header.record, 1)) else { continue }
                if first.scope != row.scope { fault(.revisionBroken, row.address.place) }
            }
        }
    }
}
