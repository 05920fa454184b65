import Foundation
import Testing

/// What is wrong with what was entered is said by the name of the field.
struct FaultFieldTests {
    @Test("each thing that can be wrong with a form names its field and says what belongs there")
    func fields() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for (form, field, reason) in [
            (#"{"name": 7}"#, "name", "text belongs there"),
            (#"{"name": "王", "phone": true}"#, "phone", "text or a list of texts belongs there"),
            (#"{"name": "王", "guardians": {}}"#, "guardians", "a list belongs there"),
            (#"{"name": "王", "guardians": ["x"]}"#, "guardians[0]", "an object with fields belongs there"),
            (#"{"name": "王", "staffSafetyAlert": "yes"}"#, "staffSafetyAlert", "true or false belongs there"),
            (#"{"name": "王", "phone": "call me"}"#, "phone", "it is not a phone number"),
            (#"{"name": "王", "email": "at home"}"#, "email", "it is not an e-mail address"),
            (#"{"name": "王", "birth": "1850-01-01"}"#, "birth", "it lies before the year 1900"),
            (#"{"name": "王\u0007"}"#, "name", "character 2 is a control character"),
            (#"{"name": "\u200b"}"#, "name", "it has no character that can be seen"),
            (#"{"name": "\u3164\u00ad"}"#, "name", "it has no character that can be seen"),
            (
                #"{"name": "王", "fullName": "李"}"#, "fullName",
                "no field of that name is known here, only address, birth, deskNotes, email, emergencyContacts,"
            ),
            (
                #"{"name": "王", "guardians": [{"name": "a", "tel": "1"}]}"#, "guardians[0].tel",
                "no field of that name is known here, only name, phone, relation"
            ),
            (#"{"name": "王", "n\u0061me": "李"}"#, "name", "it stands there twice"),
            (
                #"{"name": "王", "guardians": [{"name": "a"}, {"name": "b", "relation": "x", "name": "c"}]}"#,
                "guardians[1].name", "it stands there twice"
            ),
        ] {
            let ending = try place.run(["client", "add", "--from", "-"], as: "fang", input: form)
            #expect(ending.status == 65)
            #expect(
                ending.errors.hasPrefix("tacet: The field '\(field)' cannot be used: \(reason)"), "\(ending.errors)")
        }
        #expect((try place.run(["client", "list", "--json"], as: "fang").json()["clients"] as? [Any])?.isEmpty == true)
    }

    @Test("what is wrong with the words to find a client by is named as in every form")
    func found() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for (form, field) in [
            (#"{"zzz": 1}"#, "zzz"), (#"{"search": 1}"#, "search"), (#"{"search": "王", "x": 1}"#, "x"),
            ("{}", "search"),
        ] {
            let ending = try place.run(["client", "find", "--from", "-"], as: "fang", input: form)
            #expect(
                ending.status == 65 && ending.errors.hasPrefix("tacet: The field '\(field)' "), "\(ending.errors)")
        }
        for language in ["en", "zh-Hans"] {
            #expect(try place.run(["help", "client", "find"], language: language).output.contains(#"{"search"}"#))
        }
    }

    @Test("a name with a joiner within is a name; one of nothing that shows is none, of a person, a practice or a room")
    func namesThatShow() throws {
        let place = try Workplace()
        defer { place.remove() }
        let nameless = try place.run(["init", "--name", "\u{200B}\u{FEFF}", "--from", "-"], as: "fang", input: "{}")
        #expect(nameless.status == 65 && nameless.errors.contains("The field 'name' cannot be used"))
        try place.found()
        for name in ["می\u{200C}خواهم", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} Meier"] {
            let client = try place.client(name)
            #expect(try place.run(["client", "show", client, "--json"], as: "fang").json()["name"] as? String == name)
        }
        let joined = try place.run(["join", "lin", "--from", "-"], as: "lin", input: #"{"name": "\u2060\u200d"}"#)
        #expect(joined.status == 65, "\(joined.errors)")
        #expect(joined.errors.contains("it has no character that can be seen"), "\(joined.errors)")
        // A complaint "against unknown" is about nobody, and must not come to mean somebody.
        for (name, language, said) in [("unknown", "en", "stand for nobody"), ("service", "zh-Hans", "不指任何人")] {
            let form = #"{"name": "林"}"#
            let taken = try place.run(["join", name, "--from", "-"], as: name, input: form, language: language)
            #expect(taken.status == 65 && taken.errors.contains(said), "\(taken.errors)")
        }
        let client = try place.client("王小明")
        let room = try place.run(
            [
                "book", "--client", client, "--counselor", "fang", "--at", "tomorrow 10:00", "--room", "\u{2800}",
                "--json",
            ], as: "fang")
        #expect(try room.status == 65 && room.code() == "bad-field", "\(room.errors)")
    }

    @Test("a role that is there already, or is not, is said with the person's name")
    func roles() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let has = try place.run(["staff", "role", "add", "fang", "--role", "custodian"], as: "fang")
        #expect(has.status == 65)
        #expect(has.errors.contains("'fang' has the role custodian already."))
        let lacks = try place.run(["staff", "role", "remove", "fang", "--role", "auditor", "--json"], as: "fang")
        #expect(lacks.status == 65)
        #expect(try lacks.code() == "roles-unchanged")
        #expect(lacks.errors.contains("'fang' has not the role auditor."))
        let free = try place.run(["free", "--json"], as: "fang")
        #expect(try free.status == 66 && free.code() == "nobody-counsels", "\(free.errors)")
    }

    @Test("a file that is no practice is not called one of a newer program")
    func notAPractice() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try Data(String(repeating: "not a database ", count: 1000).utf8).write(to: place.database)
        let ending = try place.run(["status"], as: "fang")
        #expect(ending.status == 76)
        #expect(ending.errors.contains("is no practice file, or of another version of tacet"), "\(ending.errors)")
        #expect(!ending.errors.contains("newer"))
        // Where no keys lie beside it, it may be the wrong folder.
        try FileManager.default.removeItem(at: place.folder.appendingPathComponent("Keys"))
        let other = try place.run(["audit", "verify"])
        #expect(other.errors.contains("practice.sqlite is no practice file of tacet"), "\(other.errors)")
    }

    @Test("an altered record is told without an empty place for its name")
    func altered() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let added = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小明"}"#)
        let client = try #require(try added.json()["id"] as? String)
        try place.alter(
            "UPDATE row SET body = zeroblob(length(body)) WHERE rowid = (SELECT max(rowid) FROM row WHERE class = 6)")
        let shown = try place.run(["client", "show", client], as: "fang")
        #expect(shown.status == 76)
        #expect(shown.errors.contains("Something in the practice file cannot be opened"), "\(shown.errors)")
        #expect(!shown.errors.contains("  "))
    }
}
