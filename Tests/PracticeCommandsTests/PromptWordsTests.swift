import Testing

@testable import PracticeCommands

struct PromptWordsTests {
    @Test("the word that a question shows beside a keyword means it, and no other word does")
    func words() {
        let texts = PromptWords.texts(.appointmentPromptBy, [:])
        #expect(PromptWords.keyword(for: "来访者", shownIn: texts) == "client")
        #expect(PromptWords.keyword(for: "机构", shownIn: texts) == "practice")
        for typed in ["", "来访", "client", "by", "咨询师、practice"] {
            #expect(PromptWords.keyword(for: typed, shownIn: texts) == nil, "\(typed)")
        }
        let track = PromptWords.texts(.complaintAskTrack, [:])
        #expect(PromptWords.keyword(for: "普通", shownIn: track) == "ordinary")
        for (question, typed, keyword) in [
            (Sentence.credentialAskKind, "学位", "degree"), (.credentialAskKind, "注册", "registration"),
            (.reviewAskKind, "自评", "self"), (.reviewAskKind, "督导", "supervisor"),
            (.disclosureAskBasis, "监护人同意", "guardian-consent"), (.disclosureAskBasis, "身故", "after-death"),
        ] {
            #expect(PromptWords.keyword(for: typed, shownIn: PromptWords.texts(question, [:])) == keyword, "\(typed)")
        }
    }
}
