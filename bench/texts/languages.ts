import type { Language } from "./prose.ts";
import { list, type Random } from "./random.ts";

/** French, Spanish and German in turns; a list's words fit into the sentences of its own language only. */
export const ACCENTED: Language = {
  words: {
    fr: list(`équipe théâtre élève forêt été réponse hôtel société problème modèle sécurité qualité économie école
      hiver maison ville marché projet santé année façade cœur été`),
    es: list(`año niño mañana corazón información canción teléfono número árbol avión economía energía opinión
      público montaña señal ciudad mercado proyecto pregunta`),
    de: list(`Übung Straße Größe Gebäude Lösung Prüfung Köln München Frühling Möglichkeit Behörde Fußball Küche
      Zeit Schule Arbeit Ergebnis Verfügbarkeit Zuständigkeit`),
  },
  shapes: [
    "L'[fr] a été créée en [year] à côté de la [fr], où l'on préfère la [fr] à la [fr].",
    "Près de [percent] des élèves ont répondu que la [fr] était déjà là ; la [fr] ne l'était pas.",
    "¿Cómo está la [es] después de la [es]? En [year] había [count] personas más allá del [es].",
    "El [es] también llegó mañana, según la [es], y la [es] cambió rápidamente.",
    "Die [de] für die [de] wurde [year] geändert, während über die [de] später entschieden wurde.",
    "Außerdem hätte die [de] [small] Möglichkeiten; natürlich ist die [de] größer als die [de].",
  ],
};

export const RUSSIAN: Language = {
  words: {
    noun: list(`время человек дело жизнь день рука работа слово место вопрос лицо страна мир случай город система
      проект отчёт команда решение развитие производство исследование правительство`),
    verb: list("показал сделал получил изменил написал открыл нашёл начал объяснил предложил опубликовал"),
    adjective: list("новый большой первый хороший важный общий последний известный современный самостоятельный"),
  },
  shapes: [
    "[adjective] [noun] [verb] [noun], и [noun] [verb] это ещё раз.",
    "В [year] году [noun] [verb] [count] новых решений, а [adjective] [noun] — только [small].",
    "Почему [noun] [verb] [adjective] [noun]? Потому что [noun] [verb] не всё.",
    "По данным за [year] год, около [percent] ответили, что [adjective] [noun] [verb] [noun].",
  ],
};

const HAN = list(
  "我们 今天 开始 系统 问题 可以 公司 产品 市场 时间 没有 一个 研究 发展 服务 技术 管理 数据 方法 结果 城市 报告",
);
const KANA = list(
  "これは テスト です システム について 説明 します ください データ の を に が 新しい 会社 結果 ありません",
);
const HANGUL = list(
  "우리는 오늘 새로운 시스템을 사용합니다 결과가 있습니다 회사에서 시간을 보고서를 작성 했습니다 데이터",
);

/** Chinese, Japanese and Korean sentences, with a year now and then. */
export function cjk(random: Random): () => string {
  return () => {
    const [words, glue, stop] = random.pick([
      [HAN, "", "。"],
      [HAN, "", "。"],
      [KANA, "", "。"],
      [HANGUL, " ", ". "],
    ] as const);
    const sentence = Array.from({ length: random.int(8, 20) }, () => random.pick(words));
    if (random.chance(0.15)) sentence.push(`${random.int(1990, 2029)}年`);
    return sentence.join(glue) + stop + (random.chance(0.1) ? "\n" : "");
  };
}
