<?php
$article = prohori_article(get_the_ID());
$page = PROHORI_URL . '/embed/' . PROHORI_PAGE_KEY . '/articles/' . $article;
$token = prohori_token();
?>
<prohori-comments lang="bn" site="<?php echo esc_attr(PROHORI_PAGE_KEY); ?>" article="<?php echo esc_attr($article); ?>"<?php if ($token) echo ' token="' . esc_attr($token) . '"'; ?>>
  <a href="<?php echo esc_url($page); ?>">মন্তব্য</a>
</prohori-comments>
