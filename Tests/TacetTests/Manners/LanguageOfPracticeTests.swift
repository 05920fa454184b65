import Testing

/// The practice's own language speaks where nobody asks for another.
struct LanguageOfPracticeTests {
    @Test("without TACET_LANG and a locale the practice's language is spoken, faults included")
    func practiceChooses() throws {
        let place = try Workplace()
        defer { place.remove() }
        let made = try place.run(
            ["init", "--name", "静心", "--language", "zh-Hans", "--from", "-", "--work-factor", "17"], as: "fang",
            input: #"{"name": "方主任"}"#)
        try #require(made.status == 0, "\(made.errors)")
        let status = try place.run(["status"], as: "fang", language: "")
        #expect(status.output.contains("咨询服务负责人") && !status.output.contains("service director"))
        let fault = try place.run(["note", "show", "ZZZZ"], as: "fang", language: "")
        #expect(fault.status == 66)
        #expect(fault.errors.contains("没有编号为"))
        // Before anything is unlocked nobody knows the practice's language.
        let locked = try place.run(["status", "--as", "nobody"], language: "")
        #expect(locked.errors.contains("No identity file was found"))
        #expect(try place.run(["status"], as: "fang").output.contains("service director"))
        let c = try place.onTerminal("unset TACET_LANG; LANG=C.UTF-8 fang status", people: ["fang"])
        #expect(c.screen.contains("咨询服务负责人"))
        let english = try place.onTerminal("unset TACET_LANG; LANG=en_GB.UTF-8 fang status", people: ["fang"])
        #expect(english.screen.contains("service director"))
    }
}
