import Foundation
import Testing

/// What programs send: texts as other programs save them, values that hold none, arguments of any length.
struct SentTextTests {
    private let place: Workplace
    private let client: String
    private let flag: String
    private let caseID: String

    init() throws {
        (place, client) = try CrisisRaiseTests.practice()
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-", "--json"], input: "出事了")
        flag = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        let cases = try place.run(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]]
        caseID = try #require(cases?.first?["id"] as? String)
    }

    @Test("one byte order mark before a text is no character of it, in a file or on standard input")
    func mark() throws {
        defer { place.remove() }
        let file = place.everything.appendingPathComponent("marked.txt")
        try Data([0xEF, 0xBB, 0xBF] + "带标记的话".utf8).write(to: file)
        let written = try place.run(["note", "write", caseID, "--from", file.path, "--json"], as: "lin")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
        #expect((shown["sections"] as? [String: String])?["text"] == "带标记的话", "\(shown)")
        #expect(try place.run(["jot", "leave", caseID, "--from", "-"], input: "\u{FEFF}便条").status == 0)
        let jots = try place.run(["jot", "list"], as: "lin").output
        #expect(jots.contains("便条") && !jots.contains("FEFF"), "\(jots)")
        #expect(try place.run(["crisis", "log", flag, "--from", "-"], as: "su", input: "\u{FEFF}干预").status == 0)
        #expect(try !place.run(["crisis", "show", flag], as: "su").output.contains("FEFF"))
        // A form too, and a mark inside a text stays.
        let form = try place.run(
            ["note", "edit", note, "--from", "-"], as: "lin", input: "\u{FEFF}{\"text\": \"改\u{FEFF}后\"}")
        #expect(form.status == 0, "\(form.errors)")
        #expect(try place.run(["note", "show", note], as: "lin").output.contains("U+FEFF"))
    }

    @Test("an empty value of a script is no text", arguments: ["en", "zh-Hans"])
    func nothing(language: String) throws {
        defer { place.remove() }
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: "一次")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        let said = language == "en" ? "holds no text" : "没有文本"
        for value in ["null", "[]", "{}", "\"\"", " \n null\r\n"] {
            for (arguments, person) in [
                (["note", "write", caseID], "lin"), (["note", "write", caseID, "--private"], "lin"),
                (["note", "add", note], "lin"), (["crisis", "log", flag], "su"), (["jot", "leave", caseID], nil),
            ] {
                let refused = try place.run(arguments + ["--from", "-"], as: person, input: value, language: language)
                #expect(
                    refused.status == 65 && refused.errors.contains(said), "\(arguments) \(value): \(refused.errors)")
            }
        }
        let code = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: "null").code()
        #expect(code == "empty")
        // Words that only look like it are words.
        #expect(try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: "nullified").status == 0)
        #expect(try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: "[] 无").status == 0)
        // Whoever raises a crisis is never turned away.
        #expect(try place.run(["crisis", "raise", "--from", "-"], input: "null").status == 0)
    }

    @Test("an argument as long as a book is repeated by its beginning", arguments: ["en", "zh-Hans"])
    func long(language: String) throws {
        defer { place.remove() }
        let book = String(repeating: "x", count: 100_000)
        for (arguments, person) in [
            (["welcome", book], "lin"), (["welcome", "Keys/\(book).welcome"], "lin"),
            (["staff", "admit", book], "fang"),
            (["staff", "admit", book, "--role", "counselor"], "fang"),
            (["staff", "admit", "x", "--role", book], "fang"),
            (["staff", "role", "add", book], "fang"), (["staff", "role", "add", book, "--role", "counselor"], "fang"),
            (["staff", "role", "remove", book], "fang"),
            (["staff", "role", "remove", "lin", "--role", book], "fang"),
            (["device", "allow", book], "lin"), (["staff", "show", book], "fang"), (["note", "show", book], "lin"),
            (["client", "show", book], "lin"), (["note", "write", caseID, "--from", book], "lin"),
        ] {
            for more in [[], ["--json"]] {
                let refused = try place.run(arguments + more, as: person, language: language)
                #expect(
                    refused.status != 0 && refused.errors.utf8.count < 6000,
                    "\(arguments.prefix(3).map { $0.prefix(20) })")
            }
        }
    }

    @Test("the document of a note names its author in full and says that what was signed is as it was signed")
    func document() throws {
        defer { place.remove() }
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: "一次")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        func shown(_ more: [String] = []) throws -> [String: Any] {
            try place.run(["note", "show", note, "--json"] + more, as: "lin").json()
        }
        let draft = try shown()
        #expect(draft["authorName"] as? String == "林梅" && draft["signatureValid"] is NSNull, "\(draft)")
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        let signed = try shown()
        #expect(signed["authorName"] as? String == "林梅" && signed["signatureValid"] as? Bool == true, "\(signed)")
        let first = try shown(["--version", "1"])
        #expect(first["authorName"] as? String == "林梅" && first["signatureValid"] is NSNull, "\(first)")
    }
}
