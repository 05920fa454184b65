import Foundation
import Testing

@testable import PracticeCommands

struct LanguageTests {
    @Test(
        "a language is known by the names that systems give it",
        arguments: [
            ("en", .english), ("en_GB.UTF-8", .english), ("EN-us", .english), ("english", .english),
            ("zh", .simplifiedChinese), ("zh-Hans", .simplifiedChinese), ("zh_CN.UTF-8", .simplifiedChinese),
            ("中文", .simplifiedChinese), ("C", nil), ("POSIX", nil), ("C.UTF-8", nil), ("de_DE", nil), ("", nil),
        ] as [(String, Language?)])
    func names(name: String, language: Language?) {
        #expect(Language(named: name) == language)
    }

    @Test("TACET_LANG goes before the locale, the locale before the practice, the practice before English")
    func order() {
        func chosen(_ environment: [String: String], practice: Language? = nil) -> Language {
            Language.chosen(environment: environment, practiceSetting: practice)
        }
        #expect(chosen([:]) == .english)
        #expect(chosen([:], practice: .simplifiedChinese) == .simplifiedChinese)
        #expect(chosen(["LANG": "en_GB.UTF-8"], practice: .simplifiedChinese) == .english)
        #expect(chosen(["LANG": "C.UTF-8"], practice: .simplifiedChinese) == .simplifiedChinese)
        #expect(chosen(["LANG": "zh_CN.UTF-8"]) == .simplifiedChinese)
        #expect(chosen(["LANG": "zh_CN.UTF-8", "LC_ALL": "en_US"]) == .english)
        #expect(chosen(["LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en_US"]) == .english)
        #expect(chosen(["LANG": "en", "LC_ALL": "en", "TACET_LANG": "zh"]) == .simplifiedChinese)
        #expect(chosen(["LANG": "zh_CN", "TACET_LANG": "tlh"]) == .simplifiedChinese)
    }

    @Test("moments are shown with the practice's clock, as Foundation would show them")
    func moments() throws {
        for name in ["Asia/Shanghai", "America/St_Johns", "Asia/Kathmandu", "Europe/London", "UTC"] {
            let zone = try #require(TimeZone(identifier: name))
            let formatter = ISO8601DateFormatter()
            formatter.timeZone = zone
            for seconds in stride(from: -12_000_000_000.0, to: 200_000_000_000, by: 1_234_567_891) {
                let moment = Date(timeIntervalSince1970: seconds)
                // From 1589 on: before 1582 Foundation counts in the Julian calendar, which RFC 3339 does not. Before standard time zones have offsets of odd seconds, which RFC 3339 cannot show.
                guard zone.secondsFromGMT(for: moment) % 60 == 0 else { continue }
                let expected = formatter.string(from: moment).replacing("Z", with: "+00:00")
                #expect(TimeText(zone: zone, language: .english).rfc3339(moment) == expected)
            }
        }
        for (seconds, expected) in [
            (1e30, "9999-12-31T23:59:59+00:00"), (.infinity, "9999-12-31T23:59:59+00:00"),
            (-1e30, "0001-01-01T00:00:00+00:00"),
        ] {
            let moment = Date(timeIntervalSince1970: seconds)
            #expect(TimeText(zone: .gmt, language: .english).rfc3339(moment) == expected)
            #expect(
                TimeText(zone: .gmt, language: .english).table(moment).hasSuffix(
                    expected.contains("T23") ? "23:59" : "00:00"))
        }
        let moment = Date(timeIntervalSince1970: 1_796_090_400)
        let zone = try #require(TimeZone(identifier: "Asia/Shanghai"))
        #expect(TimeText(zone: zone, language: .english).table(moment) == "Tue 2026-12-01 10:00")
        #expect(TimeText(zone: zone, language: .simplifiedChinese).table(moment) == "2026-12-01 周二 10:00")
    }
}
