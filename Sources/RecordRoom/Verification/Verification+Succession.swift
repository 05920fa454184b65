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
        return result
    }

    /// What an approval must be beside the rules of every approval, where it is of a hand-over.
    func isSuccessionApproval(_ approval: RecoveryApproval, of request: any KeyRequest, chain: MembershipChain) -> Bool
    {
        guard let request = request as? SuccessionRequest else { return true }
        return approval.shareSet == request.shareSet && request.holds(until: approval.chainHead.position, in: chain)
    }

    /// Whether the successor let themself in after enough shares were released, not with them or before.
    mutating func checkTaking(
        _ request: SuccessionRequest, _ history: CompartmentHistory, released: [OpaqueID: UInt64]
    ) {
        guard history.assignments.indices.contains(Int(request.assignments.count)) else { return }
        let next = history.assignments[Int(request.assignments.count)]
        guard next.isAssigned, next.member == .person(request.recipient), next.signer == request.recipient else {
            return
        }
        let row = RowAddress(
            .assignment, key: CompartmentKey.bytes(request.compartment, request.assignments.count))
        let before = ledger.firstEntry(row).map { place in released.values.filter { $0 < place }.count } ?? 0
        if before < Int(request.threshold) { fault(.statementUnauthorized, row.place) }
    }
}
