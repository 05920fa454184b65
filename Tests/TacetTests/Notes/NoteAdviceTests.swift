import Foundation
import Testing

/// Whoever adds to a note that is not locked is told what works for them, and not what is refused.
@Suite(.serialized) struct NoteAdviceTests {
    private func write(_ place: Workplace, _ caseID: String, as person: String) throws -> (id: String, short: String) {
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: person, input: "会谈")
        let id = try #require(try written.json()["id"] as? String, "\(written.errors)")
        return (id, try place.onlyRow(["note", "list", caseID], as: person))
    }

    private func expect(
        _ place: Workplace, _ arguments: [String], as person: String, says words: [String], not wrong: [String] = [],
        language: String = "en"
    ) throws {
        let refused = try place.run(
            ["note"] + arguments + ["--from", "-"], as: person, input: "补充", language: language)
        #expect(refused.status == 75, "\(arguments): \(refused.errors)")
        let said = refused.errors.replacing("\n", with: " ")
        for word in words { #expect(said.contains(word), "\(word): \(said)") }
        for word in wrong { #expect(!said.contains(word), "\(word): \(said)") }
    }

    @Test("to what was handed in for co-signing nothing is added; who can change that, and how, is said")
    func handedIn() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        let caseID = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "tong").id
        let agree = ["supervision", "agree", "--supervisor", "du", "--trainee", "tong"]
        #expect(try place.run(agree, as: "fang").status == 0)
        let (note, short) = try write(place, caseID, as: "tong")
        try expect(place, ["add", note], as: "tong", says: ["draft", "tacet note edit \(short)"])
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)
        for act in ["add", "edit"] {
            try expect(
                place, [act, note], as: "tong", says: ["waits for", "tacet note return \(short)"],
                not: ["tacet note sign"])
        }
        try expect(
            place, ["add", note], as: "tong", says: ["请督导师先退回（tacet note return \(short)）"], language: "zh-Hans")
        // What is suggested works.
        #expect(try place.run(["note", "return", note, "--from", "-"], as: "du", input: "请补充").status == 0)
        try expect(
            place, ["add", note], as: "tong",
            says: ["was returned", "tacet note edit \(short)", "hand it in again: tacet note sign \(short)"])
        #expect(try place.run(["note", "edit", note, "--from", "-"], as: "tong", input: "改过").status == 0)
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)

        let agreement = try place.onlyRow(["supervision", "list"], as: "fang")
        #expect(try place.run(["supervision", "end", agreement], as: "fang").status == 0)
        for act in ["add", "edit"] {
            try expect(
                place, [act, note], as: "tong", says: ["No supervisor has it now", "Once a supervision agreement"],
                not: ["tacet note return"])
        }
        #expect(try place.run(agree, as: "fang").status == 0)
        for act in ["add", "edit"] {
            try expect(
                place, [act, note], as: "tong",
                says: ["No supervisor has it now. Hand it in first (tacet note sign \(short))"])
        }
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)
        #expect(
            try place.run(["staff", "role", "add", "tong", "--role", "counselor", "--yes"], as: "fang").status == 0)
        for act in ["add", "edit"] {
            try expect(place, [act, note], as: "tong", says: ["You sign by yourself now: tacet note sign \(short)"])
        }
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)
        #expect(try place.run(["note", "add", note, "--from", "-"], as: "tong", input: "补充").status == 0)
        #expect(try place.run(["audit", "verify", "--deep"], as: "tong").status == 0)
    }

    @Test("to a predecessor's draft nothing is added: a note of one's own is written, where the case is open")
    func predecessors() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("mei", name: "梅花", roles: ["counselor"])
        let caseID = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin").id
        let (note, short) = try write(place, caseID, as: "lin")
        let handed = try place.run(
            ["staff", "depart", "lin", "--to", "mei", "--leave-unsigned", "--yes"], as: "lin")
        #expect(handed.status == 0, "\(handed.errors)")
        let room = try place.onlyRow(["case", "list"], as: "mei")
        try expect(
            place, ["add", note], as: "mei",
            says: ["Session note \(short) is by lin and not signed", "tacet note write \(room)"],
            not: ["tacet note edit", "tacet note sign"])
        try expect(
            place, ["add", note], as: "mei", says: ["由 lin 书写", "tacet note write \(room)"], not: ["tacet note edit"],
            language: "zh-Hans")
        let own = try place.run(["note", "write", room, "--from", "-"], as: "mei", input: "补充")
        #expect(own.status == 0, "\(own.errors)")
        // Whoever has drafts in it does not close it; a director does.
        let closed = try place.run(["case", "close", caseID, "--yes"], as: "fang")
        #expect(closed.status == 0, "\(closed.errors)")
        try expect(place, ["add", note], as: "mei", says: ["is by lin"], not: ["tacet note write"])
        #expect(try place.run(["audit", "verify", "--deep"], as: "mei").status == 0)
    }
}
