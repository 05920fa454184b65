import Foundation
import TestSupport
import Testing

/// The files that keys travel in, read in Python from docs/file-format.md alone.
struct DeviceFormatTests {
    private static let reading = #"""
        from structures import *
        request, receiving, phrase, transfer, identity, first, digits = args
        def read(path): return open(path, "rb").read()
        def lines(data): return [line.split(" ", 1) for line in data.decode().splitlines()]
        asked = read(request)
        assert [name for name, _ in lines(asked)] == \
            "tacet-device-request practice root request short-name made name x25519".split()
        hashed = sha(label("tacet/1/device-request"), asked)
        kept = dict(lines(age_open(read(receiving), read(phrase).split(b"\n")[0])))
        assert unbase64(kept["request"]) == asked
        key = unhex(kept["x25519"], 32)
        assert x_public(key) == unhex(dict(lines(asked))["x25519"], 32)
        proof = [int(place) for place in kept["proof"].split(" ")]
        def dice(place): return "".join(str(place // 6 ** power % 6 + 1) for power in range(4, -1, -1))
        assert " ".join(map(dice, places(hashed, 8) + proof)) == digits, digits
        parts = Parts(read(transfer))
        start = label("tacet/1/device-transfer") + b"\x01\x01" + hashed
        assert parts.fixed(len(start)) == start
        encapsulated = parts.fixed(32)
        sealed = parts.take("sealed:counted").sealed
        assert len(read(transfer)) == len(start) + 32 + 4 + len(sealed)
        plain = hpke_open(key, encapsulated, sealed, label("tacet/1/device-info") + hashed, None)
        (kind, version), *pairs = lines(plain)
        assert (kind, version) == ("tacet-transfer", "1")
        found = dict(pairs)
        own = dict(lines(age_open(read(identity), read(first).split(b"\n")[0])))
        for name in "short-name person x25519 ed25519 practice root practice-secret".split():
            assert found[name] == own[name], name
        assert found["proof"] == kept["proof"]
        pin = text_file(unbase64(found["pin"]))
        assert signed_by(ed_public(unhex(own["ed25519"], 32)), pin["signature"], pin["message"])
        assert pin["person"].hex() == own["person"]
        assert bytes.fromhex(found["station"]).startswith(b"tacet-station 1\n")
        print("read", pin["log"][1])
        """#

    @Test("request, receiving key and transfer are what the format says, and the practice is sound to the other reader")
    func files() throws {
        let place = try Workplace(isScryptReal: true)
        try place.found()
        let both = try TwoComputers(place)
        defer { both.remove() }
        try both.choose("other words at home", for: "fang")
        let phrase = try both.second.passphraseFile("fang")
        let asked = try both.second.run(
            ["device", "join", "fang", "--called", "家", "--work-factor", "17", "--passphrase-file", phrase])
        try #require(asked.status == 0, "\(asked.errors)")
        let lines = asked.output.split(separator: "\n").map(String.init)
        let words = try #require(lines.first { $0.hasPrefix("    ") }).trimmingCharacters(in: .whitespaces)
        let digits = try #require(lines.first { $0.contains("digits") }?.split(separator: ": ").last)
        let code = place.everything.appendingPathComponent("code").path
        try Data(words.utf8).write(to: URL(fileURLWithPath: code))
        #expect(try both.allow("fang", code: code).status == 0)
        let printed = try AgentProbe.run(
            Self.reading,
            [
                both.request("fang"), both.second.folder.path + "/Keys/fang.receiving", phrase, both.transfer("fang"),
                place.folder.path + "/Keys/fang.identity", try place.passphraseFile("fang"), String(digits),
            ])
        // The pin covers the entry that the keys were handed out: two entries of the trail.
        #expect(printed == "read 2\n")
        #expect(try both.finish("fang").status == 0)
        #expect(try both.second.run(["device", "lost", "家", "--yes"], as: "fang").status == 0)
        let read = try place.independentReader(as: "fang")
        #expect(read.status == 0, "\(read.output)")
    }
}
