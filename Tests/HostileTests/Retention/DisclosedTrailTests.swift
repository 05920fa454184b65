import AgeFile
import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// The state of the audit trail that a package names.
struct DisclosedTrailTests {
    @Test(
        "a package names the log as it stands, whatever lies in the file as a checkpoint",
        arguments: ["false", "noise"])
    func checkpoint(kind: String) throws {
        let scene = DisclosureTests()
        let (place, facts, id, _) = try scene.prepared()
        defer { place.remove() }
        let digest = try #require(
            try place.open("xu").room.visit(for: ReadingDisclosure.self, about: .disclosure(id)) {
                try $0.disclosure().disclosure.prepared?.digest
            })
        try place.open("xu").room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) {
            try $0.approve(digest)
        }
        let bo = try Intruder("bo", in: place)
        let origin = "tacet/\(bo.chain.practice.hex)/1"
        let root = Base64.encode([UInt8](repeating: 7, count: 32), padded: true)
        let note = kind == "noise" ? "noise" : "\(origin)\n987654321\n\(root)\n\n\u{2014} \(origin) AAAA\n"
        try bo.sql(
            "INSERT OR REPLACE INTO checkpoint VALUES (1, ?, 987654321, ?)", [Data(bo.identity.id.bytes), note])
        let package = try scene.send(id, of: facts.caseID, as: "lin", in: place)
        let text = String(decoding: try opened(package.bytes), as: UTF8.self)
        let named = try #require(text.firstMatch(of: /"checkpoint"\s*:\s*\{[^}]*"size"\s*:\s*([0-9]+)/))
        let size = try #require(UInt64(named.1))
        #expect(size > 0 && size < 1000 && !text.contains(root))
        #expect(try place.faults(as: "lin").isSubset(of: [.checkpointWrong]))
    }

    /// The archive in the package; its parts are stored as they are.
    private func opened(_ bytes: [UInt8]) throws -> [UInt8] {
        let passphrase = try SecretBytes(copying: Array("six plain words".utf8))
        return try AgeFile.open(bytes, passphrase: passphrase, allowedLog2N: 10...10, limit: 1 << 20).revealed()
    }
}
