import Foundation
import Testing

/// After a restore the trail goes on in another epoch: a witness goes over only with what two people signed; and `undo` reaches
/// what is there still.
struct WitnessCrossingTests {
    private let place: Workplace
    private let outside: URL

    init() throws {
        place = try Workplace()
        try place.foundWithStaff(["lin"])
        try place.admit("cu", name: "顾清", roles: ["custodian"])
        outside = place.everything.appendingPathComponent("outside")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        try Data("eight plain words of the practice\n".utf8).write(to: URL(fileURLWithPath: path("backup.pass")))
    }

    private func path(_ name: String) -> String { outside.appendingPathComponent(name).path }
    private var restored: URL { place.everything.appendingPathComponent("restored") }

    private func done(_ arguments: [String], as person: String? = nil, in folder: URL? = nil) throws -> [String: Any] {
        let ending = try place.run(arguments + ["--json"], as: person, in: folder)
        try #require(ending.status == 0, "\(arguments): \(ending.errors)")
        return try ending.json()
    }

    private func cosign(_ file: String, _ more: [String] = [], by key: String = "early.key") throws -> Workplace.Ending
    {
        try place.run(["audit", "witness", "--key", key, file, "--json"] + more, in: outside)
    }

    @Test(
        "a witness goes over with the declaration shown, the signers known and a yes, and not otherwise; so does undo")
    func crossing() throws {
        defer { place.remove() }
        let client = try place.client("王小明")
        let booked = try place.book(
            ["--client", client, "--counselor", "lin", "--at", "\(Workplace.day(8)) 10:00", "--requested"], as: "fang")
        #expect(try place.run(["appointment", "confirm", booked], as: "fang").status == 0)
        for name in ["early", "late"] {
            _ = try done(
                ["audit", "witness", "--new-key", "\(name).key", "--name", "example.org/\(name)"], in: outside)
        }
        let first = try done(["audit", "checkpoint", "--out", path("one")], as: "fang")
        let fang = try #require(first["verifierKey"] as? String)
        #expect(try cosign("one", ["--log-key", fang, "--out", "early.signed"]).status == 0)
        let backup = try #require(
            try done(
                [
                    "backup", "make", "--to", outside.path, "--backup-passphrase-file", path("backup.pass"),
                    "--work-factor", "17",
                ], as: "fang")["file"] as? String)
        #expect(try place.run(["appointment", "cancel", booked, "--by", "client", "--yes"], as: "fang").status == 0)
        _ = try done(["audit", "checkpoint", "--out", path("two")], as: "fang")
        #expect(try cosign("two", ["--log-key", fang, "--out", "late.signed"], by: "late.key").status == 0)

        _ = try done([
            "restore", "unpack", backup, "--to", restored.path, "--backup-passphrase-file", path("backup.pass"),
        ])
        _ = try done(["restore", "propose", "--reason", "disk", "--yes"], as: "fang", in: restored)
        _ = try done(["restore", "confirm", "--yes"], as: "cu", in: restored)
        _ = try done(["restore", "accept", "--yes"], as: "fang", in: restored)

        // A bare checkpoint of the new epoch is no way over, and neither is one without the second signer's key.
        _ = try done(["audit", "checkpoint", "--out", path("three")], as: "fang", in: restored)
        let bare = try cosign("three", ["--log-key", fang, "--accept-epoch"])
        #expect(bare.status == 76)
        _ = try done(
            ["audit", "prove", "--since", path("early.signed"), "--out", path("over")], as: "fang", in: restored)
        let strange = try cosign("over", ["--accept-epoch"])
        #expect(try strange.status == 76 && strange.code() == "signers-unknown", "\(strange.errors)")
        let cu = try #require(
            try done(["audit", "checkpoint", "--out", path("cu")], as: "cu", in: restored)["verifierKey"] as? String)
        let shown = try cosign("over", ["--log-key", cu])
        #expect(try shown.status == 75 && shown.code() == "epoch-not-accepted")
        let read = try place.run(
            ["audit", "witness", "--key", "early.key", "over", "--log-key", cu], language: "zh-Hans", in: outside)
        #expect(read.errors.contains("都在恢复的部分之中") && read.errors.contains(cu), "\(read.errors)")
        // What was altered is none: another declaration, another beginning.
        let text = try String(contentsOfFile: path("over"), encoding: .utf8)
        for word in ["epoch ", "extra ", "signer "] {
            let altered = text.replacingOccurrences(of: "\n\(word)A", with: "\n\(word)B")
            let other = text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix(word) }.joined(separator: "\n")
            for one in [altered, other] where one != text {
                try Data(one.utf8).write(to: URL(fileURLWithPath: path("altered")))
                let ending = try cosign("altered", ["--log-key", cu, "--accept-epoch"])
                #expect([65, 76].contains(ending.status), "\(word): \(ending.errors)")
            }
        }
        let over = try cosign("over", ["--log-key", cu, "--accept-epoch", "--out", "over.signed"])
        #expect(over.status == 0, "\(over.errors)")
        let crossing = try #require(try over.json()["crossing"] as? [String: Any])
        #expect(crossing["lost"] as? Int == 0 && (crossing["signers"] as? [String])?.count == 2)
        let kept = try FileManager.default.contentsOfDirectory(atPath: path("early.key.seen"))
        #expect(kept.contains { $0.hasSuffix(".2.crossing") })
        // It goes on there, and the old epoch is behind.
        #expect(try place.run(["client", "list"], as: "fang", in: restored).status == 0)
        _ = try done(
            ["audit", "prove", "--since", path("over.signed"), "--out", path("next")], as: "fang", in: restored)
        #expect(try cosign("next").status == 0)
        #expect(try cosign("two").status == 76)

        // Who saw more than was restored is told how much is lost.
        _ = try done(
            ["audit", "prove", "--since", path("late.signed"), "--out", path("lost")], as: "fang", in: restored)
        let lost = try cosign("lost", ["--log-key", cu, "--accept-epoch"], by: "late.key")
        #expect(lost.status == 0, "\(lost.errors)")
        let loss = try #require(try lost.json()["crossing"] as? [String: Any])
        #expect((loss["lost"] as? Int ?? 0) > 0 && loss["unknownToSigners"] as? Bool == false)

        // The cancelling is gone with the lost part; confirming lives on, and is taken back by a yes.
        let asked = try place.run(["undo", "--json"], as: "fang", in: restored)
        #expect(try asked.status == 64 && asked.code() == "needs-yes", "\(asked.errors)")
        let undone = try done(["undo", "--yes"], as: "fang", in: restored)
        #expect(undone["undone"] as? String == "confirmed")
        let nothing = try place.run(["undo", "--yes"], as: "cu", in: restored)
        #expect([66, 77].contains(nothing.status))
        let again = try place.run(["undo", "--yes", "--json"], as: "fang", in: restored)
        #expect(try again.status == 66 && again.code() == "nothing-to-undo")
        #expect(
            try place.run(["undo", "--yes"], as: "fang", language: "zh-Hans", in: restored).errors.contains("从备份恢复"))
        let verified = try place.run(["audit", "verify", "--deep"], as: "fang", in: restored)
        #expect(verified.status == 0, "\(verified.output)")
    }
}
