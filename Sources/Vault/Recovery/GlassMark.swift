public import Cryptography

/// What follows a break-glass that custodians approved, each signed by whom it names: that the key was put together, that
/// somebody of the committee reviewed it, that the case's counselor knows.
public struct GlassMark: Sendable {
    /// Which it is; the number stands in the row's key.
    public enum Step: UInt8, Sendable, CaseIterable { case opened = 5, reviewed, acknowledged }

    static let label = "tacet/1/glass-mark"

    public let practice: OpaqueID
    public let step: Step
    public let request: OpaqueID
    public let compartment: OpaqueID
    public let requestHash: Digest
    public let chainHead: ChainHead
    public let signer: OpaqueID
    /// The finding, for the committee; nil but in a review.
    let finding: CompartmentBox?
    let signed: SignedMessage

    /// Under which of the committee's keys the finding lies; nil but in a review.
    public var findingGeneration: UInt32? { finding?.generation }

    init(
        _ step: Step, of request: GlassRequest, finding: CompartmentBox?, chainHead: ChainHead, by signer: any Signing
    ) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(request.practice)
        writer.id(request.id)
        writer.id(request.compartment)
        writer.u8(step.rawValue)
        writer.digest(request.hash)
        writer.chainHead(chainHead)
        writer.prefixed(finding?.bytes ?? [])
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads a mark's form.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .recovery)
        var reader = ByteReader(signed.message, of: .recovery)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        request = try reader.id()
        compartment = try reader.id()
        guard let step = Step(rawValue: try reader.u8()) else { throw .malformed(.recovery) }
        self.step = step
        requestHash = try reader.digest()
        chainHead = try reader.chainHead()
        let box = try reader.prefixed()
        finding = box.isEmpty ? nil : try CompartmentBox(parsing: box, of: .recovery)
        signer = try reader.id()
        try reader.end()
        guard (step == .reviewed) == (finding?.method == .psk) else { throw .malformed(.recovery) }
    }

    public var row: SealedRow {
        SealedRow(
            .recovery, key: RecoveryKey.mark(step, of: request, by: signer), scope: compartment, target: signer,
            body: signed.bytes)
    }

    /// Whether the row lies where it says, its signer's keys of that time signed it, it is of this request, and they had what
    /// it takes: who asked opens; a member of the committee who did not ask reviews.
    public func check(row: StoredRow, of request: GlassRequest, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.contains(chainHead), chain.isValid(signed, by: signer, at: chainHead.position) else {
            throw .badSignature(.recovery)
        }
        guard self.request == request.id, requestHash == request.hash, compartment == request.compartment,
            chainHead.position >= request.chainHead.position, (step == .opened) == (signer == request.recipient)
        else { throw .unauthorized(.recovery, compartment: compartment) }
        guard step == .reviewed, chain.opened else { return }
        guard chain.belonged(to: .committee, at: chainHead.position).contains(signer) else {
            throw .unauthorized(.recovery, compartment: compartment)
        }
    }

    static func findingContext(_ request: GlassRequest, _ signer: OpaqueID) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/glass-review")
        writer.id(request.practice)
        writer.id(request.id)
        writer.id(signer)
        return writer.bytes
    }
}
