import Counseling
import Foundation
import Practice
import RecordRoom

/// The steps of the demonstration: a day in a practice whose people are all invented.
struct DemoWalk {
    private let stage: DemoStage
    private var number = 0
    private var context: CommandContext { stage.context }

    init(_ context: CommandContext, in folder: PracticeFolder) throws {
        stage = try DemoStage(context, in: folder)
    }

    mutating func run() throws -> [AuditFault] {
        try step(.demoAdmit)
        let language = context.catalogue.language == .english ? "en" : "zh-Hans"
        try stage.found(
            "fang", "方正", roles: [],
            settings: PracticeSettings(name: "静心咨询", timeZone: "Asia/Shanghai", language: language))
        try stage.admit("lin", "林梅", [.counselor], by: "fang")
        try stage.admit("bo", "柏安", [.counselor, .committeeMember], by: "fang")
        try stage.admit("xu", "徐敏", [.supervisor, .committeeMember], by: "fang")
        try stage.admit("mo", "莫言秋", [.frontDesk], by: "fang")

        let (client, caseID) = try desk()
        let note = try write(client, caseID)
        try review(note)
        try crisis(client)
        try complain()
        return try verify(note, caseID)
    }

    /// The desk registers a client and books; the same hour cannot be booked twice.
    private mutating func desk() throws -> (client: String, caseID: String) {
        try step(.demoBook)
        let credential = try stage.run(
            "credential add lin --kind registration --issued 2024-01-01 --never-expires", as: "lin",
            input: #"{"number": "X-24-0001", "issuer": "某心理学会"}"#, quiet: true)
        try stage.run("credential verify \(short(credential.id()))", as: "fang")
        let added = try stage.run(
            "client add", as: "mo", input: #"{"name": "王小明", "phone": "13800138000", "birth": "1999-03-01"}"#)
        let client = try added.id("code")
        let caseID = try stage.run("case open \(client) --counselor lin", as: "fang").id()
        try stage.run(
            "consent record \(client) --for counseling", as: "lin", input: #"{"client": true}"#, quiet: true)
        let day = try tomorrow()
        try stage.run("book --client \(client) --counselor lin --at \(day)T10:00 --room 1", as: "mo")
        try stage.refuse("book --client \(client) --counselor lin --at \(day)T10:30", as: "mo")
        return (client, caseID)
    }

    private mutating func write(_ client: String, _ caseID: String) throws -> String {
        try step(.demoWrite)
        let note = try stage.run(
            "note write \(short(caseID))", as: "lin", input: "来访者谈到失眠与考试压力。 Sleeps badly before exams."
        ).id()
        try stage.run("note sign \(short(note))", as: "lin")
        try stage.run("note show \(short(note))", as: "lin")
        try step(.demoRefused)
        try stage.refuse("note show \(short(note))", as: "bo")
        try stage.refuse("note show \(short(note))", as: "fang")
        return note
    }

    /// A supervisor is given exactly this note, by the counselor's own program.
    private mutating func review(_ note: String) throws {
        try step(.demoReview)
        let review = try short(stage.run("review assign \(short(note)) --to xu --kind supervisor", as: "fang").id())
        try stage.run("review confirm \(review)", as: "bo")
        // The counselor's next command, whatever it is, fulfils it.
        try stage.run("status", as: "lin", quiet: true)
        try stage.run("review show \(review) --note \(short(note))", as: "xu")
        try stage.run(
            "review write \(review)", as: "xu",
            input: #"{"scores": {"assessment": 4, "risk-handling": 5}, "findings": "记录清楚。", "actions": []}"#)
        try stage.refuse("note show \(short(note))", as: "fang")
    }

    /// Raised in one line at a workstation that nobody unlocked; only a named person's acknowledgement stops its clock.
    private mutating func crisis(_ client: String) throws {
        try step(.demoCrisis)
        let flag = try short(
            stage.run(
                "crisis raise --client \(client) --kind suicide --level imminent", as: nil, input: "来电说今晚不想活了"
            ).id())
        try stage.run("crisis list", as: "xu")
        try stage.run("crisis ack \(flag)", as: "xu")
        try stage.refuse("crisis show \(flag)", as: "mo")
    }

    /// Handed in at the desk, which cannot read it back; whom it is about is not told that there is one.
    private mutating func complain() throws {
        try step(.demoComplaint)
        let complaint = try stage.run(
            "complaint file", as: "mo", input: #"{"by": "client", "against": "lin", "text": "会谈多次迟到。"}"#)
        let id = try String(Identifier<Client>(hex: complaint.id()).shortForm(characters: 8))
        try stage.run("complaint list", as: "xu")
        try stage.refuse("complaint show \(id)", as: "mo")
        try stage.refuse("complaint show \(id)", as: "lin")
    }

    private mutating func verify(_ note: String, _ caseID: String) throws -> [AuditFault] {
        try step(.demoVerify)
        try stage.leave()
        let sound = try OpenPractice.verify(stage.folder, depth: .deep)
        guard sound.isSound else { throw RoomError.altered }
        try stage.show("$ tacet audit verify --deep")
        try stage.show("  " + context.say(.auditVerifyGood, ["count": "\(sound.entries)", "rows": "\(sound.rows)"]))
        try step(.demoAlter)
        try alter(note: Identifier(hex: note), in: Identifier(hex: caseID))
        let altered = try OpenPractice.verify(stage.folder, depth: .deep)
        guard !altered.isSound else { throw RoomError.internalFault("the alteration was not found") }
        try step(.demoFound)
        for line in context.lines(of: altered.faults) { try stage.show("  " + line) }
        return altered.faults
    }

    private mutating func step(_ title: Sentence) throws {
        number += 1
        guard !context.options.json else { return }
        try context.terminal.writeLine()
        try context.terminal.writeLine(
            context.say(.demoStep, ["number": "\(number)", "title": context.say(title)]), tone: .strong)
    }

    private func short(_ id: String) throws -> String {
        try Identifier<Client>(hex: id).shortForm(characters: 6).filter { $0 != " " && $0 != "-" }
    }

    private func tomorrow() throws -> String {
        let clock = LocalClock(zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt)
        return clock.day(of: .now).adding(days: 1).text
    }

    /// Changes one byte of the note's sealed text, as someone would who can write the file but holds no key. The row is found
    /// by its key and compartment, which stand one after the other and are no secret.
    private func alter(note: Identifier<SessionNote>, in caseID: Identifier<CounselingCase>) throws {
        let path = stage.folder.path + "/practice.sqlite"
        var bytes = Data(try WholeFile.read(path, limit: 64 << 20))
        let place = Data(note.bytes + [0, 0, 0, 2] + caseID.bytes)
        guard let found = bytes.range(of: place) else { throw RoomError.internalFault("the note's row was not found") }
        bytes[found.upperBound + 400] ^= 1
        try WholeFile.write(Array(bytes), to: path, replacing: true)
    }
}
