"""One cell as a value: dates, amounts, words, people."""
