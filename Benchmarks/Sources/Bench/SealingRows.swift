import CBaseline
import Cryptography
import Vault

/// Records sealed and opened in memory, against the same EVP calls in C.
final class SealingRows {
    private static let body = [UInt8](repeating: 0x61, count: 2048)
    private let vault: LooseVault
    private let sealer: RecordSealer
    private let baseline = baseline_record_new(2048)
    private let row: StoredRow

    init() throws {
        vault = try LooseVault()
        sealer = try RecordSealer(vault.ring)
        row = try vault.stored(Self.body, with: sealer)
        baseline_record_seal(baseline)
    }

    deinit { baseline_record_free(baseline) }

    func comparisons() -> [Comparison] {
        [
            Comparison(
                title: "seal and sign a 2 KB record", against: "the same EVP calls in C", bar: 1.3,
                ours: {
                    try Stopwatch.seconds(rounds: 2000) { _ in
                        _ = try self.sealer.seal(Self.body, kind: "session-note", header: try self.vault.header())
                    }
                },
                theirs: { Stopwatch.seconds(rounds: 2000) { _ in baseline_record_seal(self.baseline) } }),
            Comparison(
                title: "open a 2 KB record", against: "the same EVP calls in C", bar: 1.3,
                ours: { try Stopwatch.seconds(rounds: 5000) { _ in _ = try self.sealer.open(self.row) } },
                theirs: { Stopwatch.seconds(rounds: 5000) { _ in baseline_record_open(self.baseline) } }),
        ]
    }
}

/// A key ring without a practice around it: what founding makes before anything is stored.
struct LooseVault {
    let ring: KeyRing
    let compartment: OpaqueID

    init() throws {
        ring = try KeyRing.founding(
            director: try Identity.generate(shortName: "fang"), duties: .director, profile: Array("{}".utf8)
        ).ring
        compartment = FixedCompartment.practice.id(in: ring.membership.practice)
    }

    func header() throws -> RecordHeader {
        RecordHeader(
            practice: ring.membership.practice, compartment: compartment, record: try OpaqueID.random(), revision: 1,
            previous: .zero)
    }

    func stored(_ body: [UInt8], with sealer: RecordSealer) throws -> StoredRow {
        let row = try sealer.seal(body, kind: "session-note", header: try header())
        return StoredRow(address: row.address, scope: row.scope, target: row.target, version: 1, body: row.body)
    }
}
