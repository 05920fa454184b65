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
    /// Who signs, and to whom shares are sealed.
    var recipient: OpaqueID { get }
    var keyID: OpaqueID { get }
    var chainHead: ChainHead { get }
    /// SHA-256 of the request's row body.
    var hash: Digest { get }
}
