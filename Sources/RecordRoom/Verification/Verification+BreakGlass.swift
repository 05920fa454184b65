import Counseling
import Cryptography
import RecordStore
import Vault

// Break-glass: who asked and reads, who approved, who reviewed are different people, in this order; and it was about a case.
extension Verification {
    /// The requests that keep the rules; each other is told.
    mutating func glassRequests(_ rows: [StoredRow], _ history: CompartmentHistory, chain: MembershipChain) throws
        -> [GlassRequest]
    {
        var result: [GlassRequest] = []
        for row in rows where RecoveryKey.kind(row.address.key) == 4 {
            guard let request = try? GlassRequest(parsing: row.body),
                (try? request.check(row: row, chain: chain)) != nil,
                history.generations.indices.contains(Int(request.generation) - 1),
                history.generations[Int(request.generation) - 1].hash == request.statement,
                try isCase(history.compartment), keepsTime(request),
                try isOfStandingSet(request, shareSet: request.shareSet, threshold: request.threshold)
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            result.append(request)
        }
        return result
    }

    /// Opening a case makes its record and its first assignment in one entry. Whoever keeps the desk could put a record of
    /// another's private notes or thread into a client's file afterwards, and call it a case.
    func isCase(_ compartment: OpaqueID) throws -> Bool {
        guard let file = try reading.rows(.record, prefix: compartment.bytes, limit: 1).first?.scope,
            file != compartment,
            let record = ledger.firstEntry(.record(compartment, 1)),
            let assigned = ledger.firstEntry(RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 0)))
        else { return false }
        return record == assigned
    }

    /// Where the set that was asked for still stands, it says as many shares as the request does.
    func isOfStandingSet(_ request: some KeyRequest, shareSet: Digest, threshold: UInt8) throws -> Bool {
        let key = CompartmentKey.bytes(request.compartment, request.generation)
        guard let row = try reading.row(RowAddress(.shares, key: key)), let shares = try? ShareSet(parsing: row.body),
            shares.hash == shareSet
        else { return true }
        return shares.threshold == threshold
    }

    private func keepsTime(_ request: GlassRequest) -> Bool {
        guard let room else { return true }
        return times(of: request, room)?.isPlausible ?? false
    }

    private func times(of request: GlassRequest, _ room: RoomSession) -> GlassTimes? {
        let practice = FixedCompartment.practice.id(in: request.practice)
        _ = try? Compartments(session: room).open(practice, reading: reading)
        return (try? room.ring.times(of: request)).flatMap { try? GlassTimes(body: $0) }
    }

    /// Whether what was done at an entry was done in time, as far as its details open.
    private func isInTime(_ request: GlassRequest, at entry: UInt64?) -> Bool {
        guard let room, let entry, let done = glassTimes[entry], let times = times(of: request, room) else {
            return true
        }
        return done <= times.until
    }

    /// What an approval must be beside the rules of every approval, where it is of a break-glass.
    func isGlassApproval(_ approval: RecoveryApproval, of request: any KeyRequest, _ row: StoredRow) -> Bool {
        guard let request = request as? GlassRequest else { return true }
        return approval.shareSet == request.shareSet && isInTime(request, at: ledger.firstEntry(row.address))
    }

    /// - Parameters:
    ///   - approved: custodians whose approval stands
    ///   - released: those whose share stands, with the entry that logged it
    mutating func checkMarks(
        _ rows: [StoredRow], of request: GlassRequest, _ history: CompartmentHistory, approved: Set<OpaqueID>,
        released: [OpaqueID: UInt64], chain: MembershipChain
    ) throws {
        let needed = Int(request.threshold)
        for row in rows {
            guard let mark = try? GlassMark(parsing: row.body),
                (try? mark.check(row: row, of: request, chain: chain)) != nil,
                let place = ledger.firstEntry(row.address)
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            let before = released.values.filter { $0 < place }.count
            let isRight: Bool
            switch mark.step {
            case .opened: isRight = before >= needed && isInTime(request, at: place)
            // From the first share on the key may be known.
            case .reviewed:
                isRight = !approved.contains(mark.signer) && before > 0
                if isRight, try !opensFinding(of: mark, in: request) { fault(.recordUnreadable, row.address.place) }
            case .acknowledged: isRight = history.assignments.contains { $0.member == .person(mark.signer) }
            }
            if !isRight { fault(.statementUnauthorized, row.address.place) }
        }
    }

    /// Whether a finding is one, as far as this identity should be able to open it.
    private func opensFinding(of mark: GlassMark, in request: GlassRequest) throws -> Bool {
        guard let room, let generation = mark.findingGeneration else { return true }
        let committee = FixedCompartment.committee.id(in: request.practice)
        let current = try Compartments(session: room).open(committee, reading: reading).current?.generation ?? 0
        guard current > 0, room.ring.holds(committee, generation: current),
            !(1...current).contains(generation) || room.ring.holds(committee, generation: generation)
        else { return true }
        return (try? GlassFinding(body: room.ring.finding(of: mark, in: request))) != nil
    }

    /// What is about no request that stands.
    mutating func checkStray(_ rows: [StoredRow], _ known: [OpaqueID]) {
        for row in rows
        where RecoveryKey.isMark(row.address.key)
            && !known.contains(where: { row.address.key.starts(with: $0.bytes) })
        {
            fault(.statementUnauthorized, row.address.place)
        }
    }
}
