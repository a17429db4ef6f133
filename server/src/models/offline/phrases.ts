import { isChinese } from '../../language/index.ts';

const phrases = {
  en: {
    intro:
      'I am the built-in offline model: rules, not a language model. Without a key or a network I can:\n\n- answer from your knowledge base, with citations\n- run Python or JavaScript that you give me in a code block\n- compute, and plot a formula such as `plot sin(x)/x`\n- describe, total and plot a table that you attach (CSV)\n- read and write files of this conversation\n\nFor anything else, add a model in the settings.',
    fromSources: 'This is what your documents say:',
    nothingFound:
      'I found nothing in the knowledge base that answers this. Add a document about it, or ask with words that a document uses.',
    fromGiven: 'I am rules, not a language model, so I only point out what I was given:',
    ran: 'I ran it. The output:',
    ranSilently: 'I ran it. It ended well and printed nothing.',
    figure: 'The figure is above.',
    files: 'Files made:',
    failed: 'That did not work:',
    result: 'The result is',
    toolSaid: 'The tool answered:',
    interrupted:
      'The server stopped while a tool was running. I did not run it again; please check what it did.',
  },
  zh: {
    intro:
      '我是内置的离线模型：由规则构成，不是语言模型。无需密钥和网络，我可以：\n\n- 根据知识库回答问题，并给出引用\n- 运行你放在代码块里的 Python 或 JavaScript\n- 计算，以及绘制公式，例如 `plot sin(x)/x`\n- 描述、汇总并绘制你附上的表格（CSV）\n- 读写本次对话的文件\n\n其他事情，请在设置中添加模型。',
    fromSources: '你的文档里这样写：',
    nothingFound: '知识库里没有找到能回答这个问题的内容。请添加相关文档，或换用文档中的词语提问。',
    fromGiven: '我由规则构成，不是语言模型，只能指出所给的内容：',
    ran: '已运行，输出如下：',
    ranSilently: '已运行，正常结束，没有输出。',
    figure: '图见上方。',
    files: '生成的文件：',
    failed: '没有成功：',
    result: '结果是',
    toolSaid: '工具的回答：',
    interrupted: '工具运行时服务器停止了。我没有再次运行它，请检查它做了什么。',
  },
} as const;

export type Phrase = keyof (typeof phrases)['en'];
export type Say = (phrase: Phrase) => string;

/** Phrases in the language of the question: Chinese where it has Chinese characters, English else. */
export function phrasesFor(question: string): Say {
  const language = isChinese(question) ? 'zh' : 'en';
  return (phrase) => phrases[language][phrase];
}
