// A case that custodians hand over because who it was given to is suspended or gone (docs/file-format.md, "Hand-over without the
// leaver"). The rows are asked for only where no other right was found: where nobody is missing nothing is read for it.
extension CompartmentHistory {
    /// The requests to which enough custodians released their shares while the leaver was out.
    func successions(source: any CompartmentSource, chain: MembershipChain) throws -> [SuccessionRequest] {
        guard FixedCompartment.named(compartment, in: chain.practice) == nil else { return [] }
        let rows = try source.requests(of: compartment)
        return rows.compactMap { row in
            guard RecoveryKey.kind(row.address.key) == 8, let request = try? SuccessionRequest(parsing: row.body),
                (try? request.check(row: row, chain: chain)) != nil
            else { return nil }
            let answers = CustodianAnswers(to: request, shareSet: request.shareSet, in: rows, chain: chain)
            return request.isAnswered(by: answers, in: chain) ? request : nil
        }
    }

    /// Whether the case was given to the leaver when the request was made, and the assignments it names are those that are.
    public func isGiven(_ request: SuccessionRequest) -> Bool {
        let count = Int(request.assignments.count)
        guard assignments.indices.contains(count - 1), assignments[count - 1].hash == request.assignments.last else {
            return false
        }
        return everAssigned[count - 1].contains(.person(request.leaver))
    }

    /// Whether custodians gave somebody a generation of the case.
    func isSuccessor(_ person: OpaqueID, of generation: Int, source: any CompartmentSource, chain: MembershipChain)
        throws
        -> Bool
    {
        guard generations.indices.contains(generation - 1) else { return false }
        let statement = generations[generation - 1].hash
        return try successions(source: source, chain: chain).contains {
            $0.recipient == person && $0.generation == UInt32(generation) && $0.statement == statement && isGiven($0)
        }
    }

    /// The requests by which somebody may have assigned themself, as the assignment after those that they name. Who signed another
    /// request for the same takes nothing from the one that was answered.
    func successions(for new: Assignment, source: any CompartmentSource, chain: MembershipChain) throws
        -> [SuccessionRequest]
    {
        guard new.isAssigned, new.member == .person(new.signer), new.sequence >= 1 else { return [] }
        return try successions(source: source, chain: chain).filter { carries($0, new, in: chain) }
    }

    /// Whether a request, where it is answered, lets its successor sign an assignment.
    public func carries(_ request: SuccessionRequest, _ new: Assignment, in chain: MembershipChain) -> Bool {
        let position = new.chainHead.position
        guard new.isAssigned, new.member == .person(new.signer), request.recipient == new.signer,
            request.assignments.count == new.sequence, request.assignments.last == new.previous, isGiven(request),
            request.holds(until: position, in: chain)
        else { return false }
        return isLeft(after: request.assignments.count, for: new.signer, at: position, in: chain)
    }

    /// Whether a case was left without a counselor: nobody else to whom it was given was an active counselor or trainee.
    public func isLeft(after count: UInt32, for successor: OpaqueID, at position: UInt32, in chain: MembershipChain)
        -> Bool
    {
        guard everAssigned.indices.contains(Int(count) - 1) else { return false }
        return everAssigned[Int(count) - 1].allSatisfy { holder in
            guard case .person(let person) = holder else { return false }
            // Without duties nobody knows who was active.
            return person == successor || !chain.opened || !chain.mayCounsel(person, at: position)
        }
    }

    /// Whether an assignment under a key is one of these, and no newer generation than the one asked for was there before it.
    func isFoundedOnSuccession(at index: Int, source: any CompartmentSource, chain: MembershipChain) throws -> Bool {
        try successions(for: assignments[index], source: source, chain: chain).contains { isNewest($0, before: index) }
    }

    /// Whether the generation that a request asks for was the newest when an assignment was made.
    public func isNewest(_ request: SuccessionRequest, before index: Int) -> Bool {
        guard generations.indices.contains(Int(request.generation) - 1),
            generations[Int(request.generation) - 1].hash == request.statement
        else { return false }
        return generations.dropFirst(Int(request.generation)).first.map { Int($0.assignments.count) > index } ?? true
    }
}

extension SuccessionRequest {
    /// Whether enough custodians released a share whose word was given while the leaver was out.
    public func isAnswered(by answers: CustodianAnswers, in chain: MembershipChain) -> Bool {
        let counted = answers.releases.values.filter { release in
            guard let approval = answers.approvals[release.custodian] else { return false }
            return holds(until: approval.chainHead.position, in: chain)
        }
        return Set(counted.map(\.index)).count >= Int(threshold)
    }
}
