public import Cryptography

/// What asks custodians for their shares of one generation of one compartment, for one person's keys. Approvals and released
/// shares name it by its hash, so that what was approved for one is worth nothing for another, of whatever kind.
public protocol KeyRequest: Sendable {
    var practice: OpaqueID { get }
    var id: OpaqueID { get }
    var compartment: OpaqueID { get }
    var generation: UInt32 { get }
    /// SHA-256 of the generation's statement.
    var statement: Digest { get }
    /// To whom shares are sealed; who signs, but for a hand-over, which a director asks for.
    var recipient: OpaqueID { get }
    var keyID: OpaqueID { get }
    var chainHead: ChainHead { get }
    /// SHA-256 of the request's row body.
    var hash: Digest { get }
    /// Whether this custodian's approval counts: never that of whoever is given the shares.
    func mayApprove(_ custodian: OpaqueID) -> Bool
}

extension KeyRequest {
    public func mayApprove(_ custodian: OpaqueID) -> Bool { custodian != recipient }
}

/// What custodians did about a request, each row checked: their words, and the shares of those who gave it before. Former
/// custodians are among them, for what they gave is known.
public struct CustodianAnswers: Sendable {
    public private(set) var approvals: [OpaqueID: RecoveryApproval] = [:]
    public private(set) var releases: [OpaqueID: RecoveryRelease] = [:]

    /// - Parameters:
    ///   - shareSet: the hash of the set that was asked for
    ///   - rows: of class 11; others than this request's are passed over
    public init(to request: some KeyRequest, shareSet: Digest, in rows: [StoredRow], chain: MembershipChain) {
        let own = rows.filter { $0.address.key.starts(with: request.id.bytes) }
        for row in own where RecoveryKey.kind(row.address.key) == 2 {
            guard let approval = try? RecoveryApproval(parsing: row.body), approval.shareSet == shareSet,
                (try? approval.check(row: row, of: request, chain: chain)) != nil
            else { continue }
            approvals[approval.custodian] = approval
        }
        for row in own where RecoveryKey.kind(row.address.key) == 3 {
            guard let release = try? RecoveryRelease(parsing: row.body), let approval = approvals[release.custodian],
                (try? release.check(row: row, of: request, approved: approval, chain: chain)) != nil
            else { continue }
            releases[release.custodian] = release
        }
    }
}
