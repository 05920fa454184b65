import Counseling
import Cryptography
import RecordStore
import Vault

// Hand-over without the leaver: a director named the successor of a case whose counselor was out, custodians approved while they
// were, and the successor took it over after enough shares were released.
extension Verification {
    /// The requests that keep the rules; each other is told.
    mutating func successionRequests(_ rows: [StoredRow], _ history: CompartmentHistory, chain: MembershipChain) throws
        -> [SuccessionRequest]
    {
        var result: [SuccessionRequest] = []
        for row in rows where RecoveryKey.kind(row.address.key) == 8 {
            guard let request = try? SuccessionRequest(parsing: row.body),
                (try? request.check(row: row, chain: chain)) != nil,
                history.generations.indices.contains(Int(request.generation) - 1),
                history.generations[Int(request.generation) - 1].hash == request.statement, history.isGiven(request),
                try isCase(history.compartment),
                try isOfStandingSet(request, shareSet: request.shareSet, threshold: request.threshold)
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            result.append(request)
        }
        for request in result where isSuperfluous(request, among: result, history, chain: chain) {
            fault(.statementUnauthorized, request.row.address.place)
        }
        return result
    }

    /// Whether a request came when its case's people had changed since, or another waited for the same. It is told as its signer's:
    /// who answered it, or took over by the other one, did what they were asked.
    private func isSuperfluous(
        _ request: SuccessionRequest, among all: [SuccessionRequest], _ history: CompartmentHistory,
        chain: MembershipChain
    ) -> Bool {
        guard let asked = ledger.firstEntry(request.row.address) else { return false }
        let next = RowAddress(
            .assignment, key: CompartmentKey.bytes(request.compartment, request.assignments.count))
        if let changed = ledger.firstEntry(next), changed <= asked { return true }
        // Without duties nobody knows which of the two a director signed.
        guard chain.opened else { return false }
        return all.contains { other in
            guard other.id != request.id, other.statement == request.statement,
                other.assignments.last == request.assignments.last,
                let before = ledger.firstEntry(other.row.address)
            else { return false }
            return (before, other.id) < (asked, request.id)
        }
    }

    /// What an approval must be beside the rules of every approval, where it is of a hand-over.
    func isSuccessionApproval(_ approval: RecoveryApproval, of request: any KeyRequest, chain: MembershipChain) -> Bool
    {
        guard let request = request as? SuccessionRequest else { return true }
        return approval.shareSet == request.shareSet && request.holds(until: approval.chainHead.position, in: chain)
    }

    /// Whether successors let themselves in after enough shares were released, not with them or before. Answers, shares and the
    /// assignment belong to one request: another one for the same, by whoever signed it, says nothing about them.
    mutating func checkTakings(
        _ requests: [SuccessionRequest], _ history: CompartmentHistory, released: [Digest: [OpaqueID: UInt64]],
        chain: MembershipChain
    ) {
        for (index, next) in history.assignments.enumerated() where !history.isFromInside(at: index, in: chain) {
            let asked = requests.filter { history.carries($0, next, in: chain) }
            guard !asked.isEmpty else { continue }
            let row = RowAddress(.assignment, key: CompartmentKey.bytes(history.compartment, UInt32(index)))
            let isFounded = asked.contains { request in
                guard let place = ledger.firstEntry(row), history.isNewest(request, before: index) else { return false }
                let before = (released[request.hash] ?? [:]).values.filter { $0 < place }
                return before.count >= Int(request.threshold)
            }
            if !isFounded { fault(.statementUnauthorized, row.place) }
        }
    }
}
