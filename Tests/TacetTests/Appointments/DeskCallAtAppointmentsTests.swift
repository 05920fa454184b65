import Foundation
import Testing

/// R6.5: the desk is told to call the supervisor on duty wherever it arranges something for a client with an open flag.
struct DeskCallAtAppointmentsTests {
    @Test("while a flag is open, every act on a client's appointment and every list of it says to call the supervisor")
    func everywhere() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, other) = (try place.client("王小明"), try place.client("李大同"))
        func booking(_ client: String, _ at: String) -> [String] {
            ["appointment", "book", "--client", client, "--counselor", "lin", "--at", at]
        }
        func said(_ arguments: [String], language: String = "en") throws -> String {
            let run = try place.run(arguments, as: "mo", language: language)
            #expect(run.status == 0, "\(arguments) \(run.errors)")
            #expect(!(run.output + run.errors).contains("跳下去") && !run.output.contains("suicide"), "\(run.output)")
            return run.output
        }
        let opened = try place.run(["case", "open", client, "--counselor", "lin"], as: "fang")
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(try !said(booking(client, "today 00:05")).contains("SUPERVISOR"))
        #expect(try !said(["today"]).contains("SUPERVISOR"))
        let raised = try place.run(
            ["crisis", "raise", "--client", client, "--kind", "suicide", "--from", "-", "--json"], as: "lin",
            input: "说要跳下去")
        #expect(raised.status == 0, "\(raised.errors)")
        let code = try #require(
            try place.run(["client", "show", client, "--json"], as: "mo").json()["code"] as? String)

        let booked = try place.run(booking(client, "\(Workplace.day(3)) 10:00") + ["--json"], as: "mo").json()
        #expect(booked["callSupervisor"] as? Bool == true)
        let id = try #require(booked["id"] as? String)
        let today = try #require(
            (try place.run(["today", "--json"], as: "mo").json()["appointments"] as? [[String: Any]])?.first)
        #expect(today["callSupervisor"] as? Bool == true)
        let held = try #require(today["id"] as? String)
        let requested = try place.run(
            booking(client, "\(Workplace.day(2)) 11:00") + ["--requested", "--json"], as: "mo"
        ).json()
        let asked = try #require(requested["id"] as? String)
        let call = "CALL THE SUPERVISOR ON DUTY"
        for arguments in [
            booking(client, "\(Workplace.day(4)) 10:00") + ["--requested"],
            booking(client, "\(Workplace.day(5)) 10:00") + ["--every", "week", "--times", "2"],
            ["appointment", "reschedule", id, "--at", "\(Workplace.day(3)) 14:00"],
            ["appointment", "no-show", held], ["appointment", "reopen", held],
            ["appointment", "arrive", held, "--crisis"], ["appointment", "complete", held, "--crisis"],
            ["appointment", "confirm", asked], ["appointment", "cancel", asked, "--by", "client"], ["undo"],
            ["appointment", "show", held], ["appointment", "list"], ["appointment", "list", "--client", client],
            ["today"], ["client", "list"], ["consent", "list", client], ["case", "list"],
        ] {
            #expect(try said(arguments).hasPrefix(call), "\(arguments)")
        }
        // What is refused says so too: the counselor is taken then, or the mark does not follow.
        for arguments in [
            booking(client, "\(Workplace.day(3)) 14:00"), ["appointment", "arrive", asked],
            ["appointment", "reschedule", id, "--at", "\(Workplace.day(5)) 10:00"],
        ] {
            let refused = try place.run(arguments, as: "mo")
            #expect(refused.status == 75 && refused.errors.contains(call), "\(arguments) \(refused.errors)")
            let told = try place.run(arguments + ["--json"], as: "mo").error()
            #expect(told["callSupervisor"] as? Bool == true && told["code"] is String, "\(told)")
        }
        for (arguments, input) in [
            (["client", "find", "--from", "-"], #"{"search": "小明"}"#),
            (["client", "edit", client, "--from", "-"], #"{"address": "北京"}"#),
            (["consent", "record", client, "--for", "counseling", "--from", "-"], "{}"),
        ] {
            let run = try place.run(arguments, as: "mo", input: input)
            #expect(run.status == 0 && run.output.hasPrefix(call), "\(arguments) \(run.errors)")
        }
        // The consent waits for the counselor, who is told; the desk is not.
        for (person, count) in [("lin", 1), ("mo", 0)] {
            let waiting = try place.run(["status", "--json"], as: person).json()["waitingConsents"] as? [Any]
            #expect(waiting?.count == count)
            let today = try place.run(["today"], as: person)
            #expect(
                today.output.contains("explanation you confirm: 1") == (count == 1), "\(today.output) \(today.errors)")
        }
        #expect(try said(["today"]).contains(code) && said(["appointment", "list"]).contains("CALL THE SUPERVISOR\n"))
        #expect(try said(["today"], language: "zh").hasPrefix("为来访者 \(code) 安排任何事项之前，请先联系值班督导师"))
        // Another client's are as they were, and once the flag is resolved so are this one's.
        #expect(try !said(booking(other, "\(Workplace.day(3)) 16:00")).contains("SUPERVISOR"))
        #expect(try !said(["appointment", "list", "--client", other]).contains("SUPERVISOR"))
        try place.admit("su", name: "苏督", roles: ["supervisor"])
        let flag = try #require(try raised.json()["id"] as? String)
        for (arguments, person, input) in [
            (["crisis", "ack", flag], "su", ""), (["crisis", "resolve", flag, "--from", "-"], "lin", "家长已接走"),
            (["crisis", "resolve", flag, "--cosign"], "su", ""),
        ] {
            let run = try place.run(arguments, as: person, input: input)
            #expect(run.status == 0, "\(arguments) \(run.errors)")
        }
        #expect(try !said(["appointment", "list"]).contains("SUPERVISOR"))
        #expect(try !said(booking(client, "\(Workplace.day(6)) 9:00")).contains("SUPERVISOR"))
        #expect(try place.run(["audit", "verify", "--deep"], as: "mo").status == 0)
    }
}
