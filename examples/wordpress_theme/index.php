<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="<?php bloginfo('charset'); ?>"><meta name="viewport" content="width=device-width, initial-scale=1"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<main>
<?php while (have_posts()): the_post(); ?>
  <article>
    <h1><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a></h1>
    <?php the_content(); ?>
    <?php if (is_singular()) comments_template(); else { ?>
    <p>মন্তব্য <prohori-count site="<?php echo esc_attr(PROHORI_PAGE_KEY); ?>" article="<?php echo esc_attr(prohori_article(get_the_ID())); ?>">০</prohori-count></p>
    <?php } ?>
  </article>
<?php endwhile; ?>
</main>
<?php wp_footer(); ?>
</body>
</html>
